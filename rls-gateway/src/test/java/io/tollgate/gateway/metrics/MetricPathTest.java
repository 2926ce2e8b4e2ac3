package io.tollgate.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.gateway.metrics.MetricPath.Dots;
import io.tollgate.model.Limit;
import io.tollgate.model.Unit;
import io.tollgate.model.Windows;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MetricPathTest {

    private static final String LIMIT = "rate_limit: {unit: day, requests_per_unit: 9}";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "a rule with a key only            ; {key: k, LIMIT}                           ; k=v          ; k",
                "a rule with a value               ; {key: k, value: v, LIMIT}                 ; k=v          ; k_v",
                "a pattern                         ; {key: w, value: 'foo*', LIMIT}            ; w=foo1       ; w_foo*",
                "a pattern in the key              ; {key: 'w*', LIMIT}                        ; w1=v         ; w*",
                "levels                            ; {key: a, value: x, descriptors: [{key: b, LIMIT}]} ; a=x,b=z ; a_x.b",
                "an IPv4 address                   ; {key: ip, value: 10.0.0.1, LIMIT}         ; ip=10.0.0.1  ; ip_10_0_0_1",
                "other dots                        ; {key: v, value: 1.2.3, LIMIT}             ; v=1.2.3      ; v_1.2.3",
                "five numbers with dots            ; {key: v, value: 1.2.3.4.5, LIMIT}         ; v=1.2.3.4.5  ; v_1_2_3_4.5",
                "colon and bar                     ; {key: c, value: 'p:q|r', LIMIT}           ; c=p:q|r      ; c_p_q_r",
                "detailed                          ; {key: k, detailed_metric: true, LIMIT}    ; k=v          ; k_v",
                "detailed, of a pattern            ; {key: k, value: 'v*', detailed_metric: true, LIMIT} ; k=v1 ; k_v1",
                "detailed, an address              ; {key: k, detailed_metric: true, LIMIT}    ; k=10.1.2.3   ; k_10_1_2_3",
                "detailed, empty value             ; {key: k, detailed_metric: true, LIMIT}    ; k=           ; k_",
                "detailed with a shared level      ; {key: k, value: 'v*', detailed_metric: true, share_threshold: true, LIMIT} ; k=v1 ; k_v*",
                "detailed below a shared level     ; {key: k, value: 'v*', share_threshold: true, descriptors: [{key: u, detailed_metric: true, LIMIT}]} ; k=v1,u=x ; k_v*.u_x",
                "detailed below, empty value       ; {key: k, value: 'v*', share_threshold: true, descriptors: [{key: u, detailed_metric: true, LIMIT}]} ; k=v1,u= ; k_v*.u",
                "detailed leaf, plain parent       ; {key: a, descriptors: [{key: b, detailed_metric: true, LIMIT}]} ; a=x,b=y ; a_x.b_y",
                "detailed parent, plain leaf       ; {key: a, detailed_metric: true, descriptors: [{key: b, LIMIT}]} ; a=x,b=y ; a.b",
                "value of the leaf                 ; {key: a, descriptors: [{key: b, value_to_metric: true, LIMIT}]} ; a=x,b=y ; a.b_y",
                "value of the parent               ; {key: a, value_to_metric: true, descriptors: [{key: b, LIMIT}]} ; a=x,b=y ; a_x.b",
                "values of both                    ; {key: a, value_to_metric: true, descriptors: [{key: b, value_to_metric: true, LIMIT}]} ; a=x,b=y ; a_x.b_y",
                "value of a pattern                ; {key: k, value: 'v*', value_to_metric: true, LIMIT} ; k=v1 ; k_v1",
                "value of a shared pattern         ; {key: k, value: 'v*', value_to_metric: true, share_threshold: true, LIMIT} ; k=v1 ; k_v*",
                "value of a pattern in the key     ; {key: 'w*', value_to_metric: true, LIMIT} ; w1=v         ; w1_v",
                "value, but it is empty            ; {key: k, value_to_metric: true, LIMIT}    ; k=           ; k",
                "value and detailed                ; {key: a, value_to_metric: true, descriptors: [{key: b, detailed_metric: true, LIMIT}]} ; a=x,b=y ; a_x.b_y",
            })
    void names(String what, String descriptors, String request, String expected) {
        Charged hits = Charged.by(Charged.limits(descriptors.replace("LIMIT", LIMIT)), 0, 1, request.split("[=,]", -1));
        LimitRule rule = Objects.requireNonNull(hits.rule());

        assertThat(MetricPath.of(hits.domain(), hits.entries(), rule, Dots.KEPT))
                .as(what)
                .isEqualTo("shop." + expected);
        if (MetricPath.isFixed(rule)) {
            assertThat(MetricPath.fixed(rule, Dots.KEPT)).as(what).isEqualTo("shop." + expected);
        }
    }

    @Test
    void showsKeysAndValuesOfALimitThatCameWithTheRequest() {
        Limit limit = new Limit("", 5, Unit.DAY, Windows.epoch(Unit.DAY, 1));
        Charged hits = Charged.override(limit, "none", "v", "k", "", "ip", "10.0.0.1");

        assertThat(MetricPath.of(hits.domain(), hits.entries(), null, Dots.KEPT))
                .isEqualTo("shop.none_v.k.ip_10_0_0_1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{key: k.x, value: a.b.c, LIMIT}                            ; k.x=a.b.c ; k_x_a_b_c",
                "{key: k, detailed_metric: true, LIMIT}                     ; k=a.b     ; k_a_b",
                "{key: k, value_to_metric: true, descriptors: [{key: l.m, LIMIT}]} ; k=a.b,l.m=c ; k_a_b.l_m",
                "{key: k, value: 'v.*', share_threshold: true, detailed_metric: true, LIMIT} ; k=v.1 ; k_v_*",
            })
    void replacesTheDotsOfKeysAndValuesWhereThatIsAskedFor(String descriptors, String request, String expected) {
        Charged hits = Charged.by(Charged.limits(descriptors.replace("LIMIT", LIMIT)), 0, 1, request.split("[=,]", -1));
        LimitRule rule = Objects.requireNonNull(hits.rule());

        assertThat(MetricPath.of(hits.domain(), hits.entries(), rule, Dots.REPLACED))
                .isEqualTo("shop." + expected);
    }

    @Test
    void leavesTheDotsOfTheDomain() {
        Limit limit = new Limit("", 5, Unit.DAY, Windows.epoch(Unit.DAY, 1));
        Charged hits = Charged.override(limit, "path", "/a.B/C");

        assertThat(MetricPath.of("shop.eu", hits.entries(), null, Dots.REPLACED))
                .isEqualTo("shop.eu.path_/a_B/C");
    }

    @Test
    void letsNoValueBeginALineOfItsOwn() {
        assertThat(MetricPath.clean("k_a\nb.c:1|c\r")).isEqualTo("k_a_b.c_1_c_");
    }
}
