package io.tollgate.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class TopicLooksTest {

    private final TopicLooks looks = new TopicLooks();

    @Test
    void aTopicThatIsMissedTwiceWasDeletedAndIsToldOnce() {
        assertThat(looks.look(Map.of("hits", "a"))).isEmpty();
        assertThat(looks.look(Map.of("hits", ""))).isEmpty();
        assertThat(looks.missing()).isEmpty();

        assertThat(looks.look(Map.of("hits", ""))).containsExactly("topic hits was deleted");

        assertThat(looks.look(Map.of("hits", ""))).isEmpty();
        assertThat(looks.missing()).containsExactly("hits");
    }

    @Test
    void itIsNotMissingOnceItIsThereAgain() {
        looks.look(Map.of("hits", "a"));
        looks.look(Map.of("hits", ""));
        looks.look(Map.of("hits", ""));

        assertThat(looks.look(Map.of("hits", "b"))).isEmpty();

        assertThat(looks.missing()).isEmpty();
        looks.look(Map.of("hits", ""));
        assertThat(looks.look(Map.of("hits", ""))).containsExactly("topic hits was deleted");
    }

    @Test
    void oneThatWasMadeAnewBetweenTwoLooksIsToldToo() {
        looks.look(Map.of("hits", "a", "usage", "u"));

        assertThat(looks.look(Map.of("hits", "b", "usage", "u")))
                .containsExactly("topic hits was deleted and created anew");
    }

    @Test
    void aTopicThatWasNeverThereOrOfWhichNothingIsKnownIsNotMissed() {
        looks.look(Map.of("hits", "", "usage", "u"));
        looks.look(Map.of("hits", ""));
        looks.look(Map.of("hits", ""));

        assertThat(looks.missing()).isEmpty();
        assertThat(looks.look(Map.of("hits", "a", "usage", "u"))).isEmpty();
    }

    @Test
    void oneLookThatMissesATopicIsNoReason() {
        looks.look(Map.of("hits", "a"));
        looks.look(Map.of("hits", ""));

        assertThat(looks.look(Map.of("hits", "a"))).isEmpty();
        looks.look(Map.of("hits", ""));
        assertThat(looks.missing()).isEmpty();
    }
}
