package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DescriptorArgumentTest {

    @Test
    void readsEntriesInTheirOrder() {
        assertThat(entries("customer=acme,plan=gold")).containsExactly("customer|acme", "plan|gold");
    }

    @Test
    void leavesFurtherEqualsSignsInTheValue() {
        assertThat(entries("token=YWJj==")).containsExactly("token|YWJj==");
    }

    @Test
    void takesAnEmptyValue() {
        assertThat(entries("customer=")).containsExactly("customer|");
    }

    @Test
    void takesCommasAndEqualsSignsBehindABackslashAsTheyAre() {
        assertThat(entries("a\\=b=c\\,d,e=f\\\\")).containsExactly("a=b|c,d", "e|f\\");
    }

    @ParameterizedTest
    @ValueSource(strings = {"customer", "=acme", "customer=acme,", ""})
    void rejectsAnEntryWithoutKeyOrEqualsSign(String text) {
        assertThatThrownBy(() -> DescriptorArgument.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: key=value");
    }

    private static List<String> entries(String text) {
        return DescriptorArgument.parse(text).getEntriesList().stream()
                .map(entry -> entry.getKey() + "|" + entry.getValue())
                .toList();
    }
}
