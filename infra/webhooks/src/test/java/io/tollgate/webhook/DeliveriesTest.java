package io.tollgate.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class DeliveriesTest {

    private static final Duration DAY = Duration.ofHours(30);

    @TempDir
    private Path folder;

    private Sending sending;
    private Receiver receiver;

    @BeforeEach
    void start() throws IOException {
        receiver = new Receiver();
        sending = new Sending(folder.resolve("store")).webhook("ops", receiver.url("/hook?a=b"));
    }

    @AfterEach
    void stop() throws IOException {
        sending.close();
        receiver.close();
    }

    private Delivery send(String id) {
        assertThat(sending.deliveries().accept("ops", Sending.event(id))).isEqualTo(Acceptance.ACCEPTED);
        return sending.awaitAttempts("ops", id, 1);
    }

    private static Attempt last(Delivery delivery) {
        List<Attempt> attempts = delivery.progress().attempts();
        return attempts.get(attempts.size() - 1);
    }

    @Test
    void anEventComesAsStandardWebhooksSays() {
        sending.open();

        Delivery delivery = send("evt_1");

        Receiver.Request request = receiver.requests().get(0);
        assertThat(request.line()).isEqualTo("POST /hook?a=b HTTP/1.1");
        assertThat(request.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("host", "127.0.0.1:" + receiver.port())
                .containsEntry("webhook-id", "evt_1")
                .doesNotContainKeys("accept-encoding", "cookie");
        assertThat(request.body())
                .isEqualTo("{\"type\":\"usage.threshold\",\"timestamp\":\"2026-11-30T11:59:59Z\","
                        + "\"data\":{\"text\":\"hello\"}}");
        Instant now = sending.clock.instant();
        assertThat(request.header("webhook-timestamp")).isEqualTo(Long.toString(now.getEpochSecond()));
        assertThat(request.header("webhook-signature"))
                .isEqualTo(Signature.of(
                                List.of(Sending.SECRET),
                                "evt_1",
                                now,
                                request.body().getBytes(UTF_8))
                        .signatures());
        assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(last(delivery).status()).isEqualTo(200);
    }

    @Test
    void aSecretThatIsAddedSignsTheNextAttemptToo() {
        sending.open();
        send("evt_1");
        Secret next = Secret.parse("whsec_" + Base64.getEncoder().encodeToString(new byte[40]));

        sending.webhooks.put("ops", new Webhook("ops", receiver.url("/"), Set.of(), List.of(next, Sending.SECRET)));
        send("evt_2");

        assertThat(receiver.requests().get(0).header("webhook-signature").split(" "))
                .hasSize(1);
        assertThat(receiver.requests().get(1).header("webhook-signature").split(" "))
                .hasSize(2);
    }

    @Test
    void aFailureIsTriedAgainByTheScheduleWithTheSameIdAndItsOwnTimestamp() {
        receiver.answer(Receiver.status(500));
        sending.open();
        Delivery delivery = send("evt_1");

        List<Duration> pauses = new ArrayList<>();
        while (delivery.state() == DeliveryState.PENDING) {
            pauses.add(Duration.between(
                    sending.clock.instant(), delivery.progress().at()));
            sending.advance(pauses.get(pauses.size() - 1));
            delivery = sending.awaitAttempts("ops", "evt_1", pauses.size() + 1);
        }

        assertThat(delivery.state()).isEqualTo(DeliveryState.DEAD);
        assertThat(pauses).hasSize(9);
        assertThat(pauses.get(0)).isBetween(Duration.ofSeconds(5), Duration.ofMillis(5_500));
        assertThat(receiver.ids()).hasSize(10).containsOnly("evt_1");
        assertThat(receiver.requests().stream().map(request -> request.header("webhook-timestamp")))
                .doesNotHaveDuplicates();
        assertThat(receiver.requests().stream().map(Receiver.Request::body).distinct())
                .hasSize(1);
        assertThat(sending.deliveries().deadLetters(null).deliveries()).containsExactly(delivery);
        assertThat(sending.deliveries().list("ops", DeliveryState.DEAD, null).deliveries())
                .containsExactly(delivery);
    }

    @Test
    void aDeadLetterThatIsSentAgainGoesAtOnceAndWithTheSameId() {
        receiver.answer(Receiver.status(500));
        sending.open();
        Delivery delivery = send("evt_1");
        for (int attempts = 2; delivery.state() == DeliveryState.PENDING; attempts++) {
            sending.advance(DAY);
            delivery = sending.awaitAttempts("ops", "evt_1", attempts);
        }
        receiver.answer(Receiver.status(204));

        Delivery again = sending.deliveries().resend("ops", "evt_1").orElseThrow();

        assertThat(again.state()).isEqualTo(DeliveryState.PENDING);
        Delivery delivered = sending.awaitState("ops", "evt_1", DeliveryState.DELIVERED);
        assertThat(delivered.progress().attempts()).hasSize(11);
        assertThat(receiver.ids()).hasSize(11).containsOnly("evt_1");
        assertThat(sending.deliveries().deadLetters(null).deliveries()).isEmpty();
        assertThat(sending.deliveries().resend("ops", "evt_2")).isEmpty();
    }

    @Test
    void aRedirectIsAFailureAndIsNotFollowed() throws IOException {
        try (Receiver other = new Receiver()) {
            receiver.answer(Receiver.status(307, "Location: " + other.url("/")));
            sending.open();

            Delivery delivery = send("evt_1");

            assertThat(delivery.state()).isEqualTo(DeliveryState.PENDING);
            assertThat(last(delivery).status()).isEqualTo(307);
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void aLoginThatIsAskedForIsAFailure() {
        receiver.answer(Receiver.status(401, "WWW-Authenticate: Basic realm=\"x\""));
        sending.open();

        assertThat(last(send("evt_1")).status()).isEqualTo(401);
        assertThat(receiver.requests()).hasSize(1);
    }

    @Test
    void aReceiverThatHangsFailsInTime() {
        receiver.answer(receiver.hang());
        sending.open(Sending.config(Duration.ofMillis(200)));

        Delivery delivery = send("evt_1");

        assertThat(delivery.state()).isEqualTo(DeliveryState.PENDING);
        assertThat(last(delivery).error()).isEqualTo("no answer in time");
        assertThat(last(delivery).took()).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void headersWithoutEndFail() {
        receiver.answer(Receiver.endless("HTTP/1.1 200 OK\r\n", "x-more: and-more\r\n"));
        sending.open();

        assertThat(last(send("evt_1")).error())
                .isEqualTo("the answer is no HTTP/1.1, or has more than 16 KiB of headers");
    }

    @Test
    void headersThatDripFailInTime() {
        receiver.answer((request, out) -> {
            Receiver.raw("HTTP/1.1 200 OK\r\nx-slow: ").to(request, out);
            out.flush();
            receiver.hang().to(request, out);
        });
        sending.open(Sending.config(Duration.ofMillis(200)));

        assertThat(last(send("evt_1")).error()).isEqualTo("no answer in time");
    }

    @Test
    void interimAnswersWithoutEndFailInTime() {
        receiver.answer(Receiver.endless("", "HTTP/1.1 103 Early Hints\r\n\r\n"));
        sending.open(Sending.config(Duration.ofMillis(500)));

        assertThat(last(send("evt_1")).status()).isNull();
        await("the connection is cut").until(() -> receiver.left() == 1);
    }

    @Test
    void anInterimAnswerIsNotTheAnswer() {
        String interim = "HTTP/1.1 103 Early Hints\r\nRetry-After: 9\r\n\r\n";
        receiver.answer(Receiver.raw(interim + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        sending.open();

        assertThat(send("evt_1").state()).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void ofABodyWithoutEndTheStatusCountsAndTheBeginningIsKept() {
        receiver.answer(Receiver.endless("HTTP/1.1 200 OK\r\n\r\n", "0123456789".repeat(100)));
        sending.open();

        Delivery delivery = send("evt_1");

        assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(last(delivery).answer()).hasSize(1_024).startsWith("0123456789");
    }

    @Test
    void ofABodyThatHangsTheStatusCounts() {
        receiver.answer((request, out) -> {
            Receiver.raw("HTTP/1.1 503 No\r\nContent-Length: 99\r\n\r\nnot \u0007now")
                    .to(request, out);
            out.flush();
            receiver.hang().to(request, out);
        });
        sending.open(Sending.config(Duration.ofMillis(200)));

        Delivery delivery = send("evt_1");

        assertThat(last(delivery).status()).isEqualTo(503);
        assertThat(last(delivery).answer()).isEqualTo("not \uFFFDnow");
    }

    @Test
    void aPackedBodyIsNotUnpacked() {
        receiver.answer(Receiver.raw("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nbomb"));
        sending.open();

        assertThat(last(send("evt_1")).answer()).isEqualTo("bomb");
    }

    @Test
    void aConnectionThatIsClosedOrRefusedFails() throws IOException {
        receiver.answer((request, out) -> out.close());
        sending.open();
        assertThat(last(send("evt_1")).error()).isEqualTo("the connection was closed without an answer");
        receiver.close();

        assertThat(last(send("evt_2")).error()).startsWith("no connection");
    }

    @Test
    void whatIsNoHttpFails() {
        receiver.answer(Receiver.raw("SSH-2.0-OpenSSH_9.6\r\n\r\n"));
        sending.open();

        assertThat(last(send("evt_1")).error()).startsWith("the answer is no HTTP/1.1");
    }

    @Test
    void goneDisablesTheWebhookAndWhatCameBeforeAndAfterWaits() {
        receiver.answer(Receiver.status(410));
        sending.open();
        send("evt_1");
        await().until(() -> sending.deliveries().disabledSince("ops").isPresent());
        sending.deliveries().accept("ops", Sending.event("evt_2"));
        sending.advance(DAY);

        assertThat(sending.delivery("ops", "evt_1").state()).isEqualTo(DeliveryState.DISABLED);
        assertThat(sending.delivery("ops", "evt_2").state()).isEqualTo(DeliveryState.DISABLED);
        assertThat(sending.deliveries()
                        .list("ops", DeliveryState.DISABLED, null)
                        .deliveries())
                .hasSize(2);
        assertThat(sending.deliveries().list("ops", DeliveryState.PENDING, null).deliveries())
                .isEmpty();
        assertThat(receiver.ids()).containsExactly("evt_1");

        receiver.answer(Receiver.status(200));
        assertThat(sending.deliveries().enable("ops")).isTrue();
        sending.awaitState("ops", "evt_1", DeliveryState.DELIVERED);
        sending.awaitState("ops", "evt_2", DeliveryState.DELIVERED);
        assertThat(sending.deliveries().disabledSince("ops")).isEmpty();
        assertThat(sending.deliveries().enable("ops")).isFalse();
    }

    @Test
    void aDisabledWebhookStaysSoOverARestart() {
        receiver.answer(Receiver.status(410));
        sending.open();
        send("evt_1");
        await().until(() -> sending.deliveries().disabledSince("ops").isPresent());
        sending.close();

        receiver.answer(Receiver.status(200));
        sending.open();
        sending.advance(DAY);

        assertThat(sending.delivery("ops", "evt_1").state()).isEqualTo(DeliveryState.DISABLED);
        assertThat(receiver.ids()).containsExactly("evt_1");
    }

    @Test
    void whoAsksToBeLeftAloneIsAlsoForOtherEvents() {
        receiver.answer(Receiver.status(503, "Retry-After: 600"));
        sending.open();
        Delivery delivery = send("evt_1");
        assertThat(delivery.progress().at()).isEqualTo(sending.clock.instant().plusSeconds(600));
        receiver.answer(Receiver.status(200));

        sending.deliveries().accept("ops", Sending.event("evt_2"));
        sending.advance(Duration.ofSeconds(599));
        assertThat(sending.delivery("ops", "evt_2").progress().attempts()).isEmpty();
        assertThat(receiver.ids()).containsExactly("evt_1");

        sending.advance(Duration.ofSeconds(1));
        sending.awaitState("ops", "evt_1", DeliveryState.DELIVERED);
        sending.awaitState("ops", "evt_2", DeliveryState.DELIVERED);
    }

    @Test
    void theSameIdIsOneDeliveryForEachWebhook() {
        sending.webhook("dev", receiver.url("/dev")).open();
        WebhookEvent event = Sending.event("evt_1");

        assertThat(sending.deliveries().accept(List.of("ops", "dev"), event))
                .isEqualTo(Map.of("ops", Acceptance.ACCEPTED, "dev", Acceptance.ACCEPTED));
        assertThat(sending.deliveries().accept("ops", event)).isEqualTo(Acceptance.KNOWN);
        sending.awaitState("ops", "evt_1", DeliveryState.DELIVERED);
        sending.awaitState("dev", "evt_1", DeliveryState.DELIVERED);
        assertThat(sending.deliveries().accept("ops", event)).isEqualTo(Acceptance.KNOWN);

        assertThat(receiver.requests().stream().map(Receiver.Request::path))
                .containsExactlyInAnyOrder("/hook?a=b", "/dev");
    }

    @Test
    void aTypeThatAWebhookDoesNotWantIsNotSent() {
        sending.open();
        sending.webhooks.put(
                "ops",
                new Webhook("ops", receiver.url("/"), Set.of(EventType.STATEMENT_CLOSED), List.of(Sending.SECRET)));

        assertThat(sending.deliveries().accept("ops", Sending.event("evt_1"))).isEqualTo(Acceptance.UNWANTED);
        assertThat(sending.deliveries().find("ops", "evt_1")).isEmpty();
    }

    @Test
    void whatIsForAWebhookThatIsNotKnownWaitsForIt() {
        sending.open();
        sending.deliveries().accept("late", Sending.event("evt_1"));
        assertThat(last(sending.awaitAttempts("late", "evt_1", 1)).error()).isEqualTo("there is no such webhook");

        sending.webhook("late", receiver.url("/late"));
        sending.advance(Duration.ofSeconds(6));

        sending.awaitState("late", "evt_1", DeliveryState.DELIVERED);
    }

    @Test
    void whatWasAcceptedIsSentAfterACrash() throws IOException {
        receiver.answer(receiver.hang());
        sending.open();
        sending.deliveries().accept("ops", Sending.event("evt_1"));
        Path crashed = copy(folder.resolve("store"), folder.resolve("crashed"));
        await().until(() -> !receiver.requests().isEmpty());
        sending.close();
        receiver.answer(Receiver.status(200));

        try (Sending after =
                new Sending(crashed).webhook("ops", receiver.url("/")).open()) {
            after.awaitState("ops", "evt_1", DeliveryState.DELIVERED);
        }

        assertThat(receiver.ids()).containsExactly("evt_1", "evt_1");
    }

    /** Copies the files of a store that is open, as a crash leaves them. */
    private static Path copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                if (!file.getFileName().toString().equals("LOCK")) {
                    Files.copy(file, to.resolve(file.getFileName().toString()));
                }
            }
        }
        return to;
    }

    @Test
    void whatWasInFlightAtTheEndIsSentAtTheNextStartAndTheScheduleGoesOn() {
        receiver.answer(Receiver.status(500));
        sending.open();
        send("evt_1");
        sending.close();

        receiver.answer(receiver.hang());
        sending.open();
        assertThat(receiver.ids()).hasSize(1);
        sending.advance(Duration.ofSeconds(6));
        await().until(() -> receiver.ids().size() == 2);
        sending.close();

        receiver.answer(Receiver.status(200));
        sending.open();
        Delivery delivery = sending.awaitState("ops", "evt_1", DeliveryState.DELIVERED);
        assertThat(delivery.progress().attempts()).extracting(Attempt::status).containsExactly(500, 200);
    }

    @Test
    void aTestSaysAtOnceWhatCameOfItAndIsNotKept() throws Exception {
        receiver.answer(Receiver.raw("HTTP/1.1 404 No\r\nContent-Length: 9\r\n\r\nno such x"));
        sending.open();

        Attempt attempt = sending.deliveries().test("ops").get(30, TimeUnit.SECONDS);

        assertThat(attempt.status()).isEqualTo(404);
        assertThat(attempt.answer()).isEqualTo("no such x");
        assertThat(receiver.requests().get(0).body()).contains("\"type\":\"webhook.test\"", "\"webhook\":\"ops\"");
        assertThat(sending.deliveries().list("ops", null, null).deliveries()).isEmpty();
        assertThatThrownBy(() -> sending.deliveries().test("other")).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void deliveriesAreListedPageByPageTheNewestFirst() {
        sending.open();
        for (int i = 0; i < 120; i++) {
            sending.deliveries().accept("ops", Sending.event("evt_" + i));
            sending.clock.advance(Duration.ofMillis(1));
        }
        sending.awaitState("ops", "evt_119", DeliveryState.DELIVERED);

        List<String> ids = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        DeliveryPage page = sending.deliveries().list("ops", null, null);
        while (true) {
            page.deliveries().forEach(delivery -> ids.add(delivery.id()));
            sizes.add(page.deliveries().size());
            if (page.next() == null) {
                break;
            }
            page = sending.deliveries().list("ops", null, page.next());
        }

        assertThat(sizes).containsExactly(50, 50, 20);
        assertThat(ids)
                .startsWith("evt_119", "evt_118")
                .endsWith("evt_1", "evt_0")
                .doesNotHaveDuplicates();
        assertThatThrownBy(() -> sending.deliveries().list("ops", null, "???"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatHasEndedMakesRoomAndWhatHasNotIsNeverDropped() {
        sending.open(new WebhookConfig(
                Sending.LOOPBACK, Sending.within(Duration.ofSeconds(20)), new WebhookConfig.Kept(10, 1 << 20)));
        for (int i = 0; i < 10; i++) {
            send("evt_" + i);
            sending.awaitState("ops", "evt_" + i, DeliveryState.DELIVERED);
            sending.clock.advance(Duration.ofMillis(1));
        }
        receiver.answer(receiver.hang());

        List<Acceptance> accepted = new ArrayList<>();
        for (int i = 10; i < 22; i++) {
            accepted.add(sending.deliveries().accept("ops", Sending.event("evt_" + i)));
        }

        assertThat(accepted.subList(0, 10)).containsOnly(Acceptance.ACCEPTED);
        assertThat(accepted.subList(10, 12)).containsOnly(Acceptance.FULL);
        assertThat(sending.deliveries().find("ops", "evt_9")).isEmpty();
        assertThat(sending.deliveries().list("ops", DeliveryState.PENDING, null).deliveries())
                .extracting(Delivery::id)
                .hasSize(10)
                .contains("evt_10", "evt_19");
    }

    @Test
    void bytesAreBoundedToo() {
        sending.open(new WebhookConfig(
                Sending.LOOPBACK, Sending.within(Duration.ofSeconds(20)), new WebhookConfig.Kept(1_000, 50_000)));
        String text = "x".repeat(15_000);
        for (int i = 0; i < 10; i++) {
            assertThat(sending.deliveries().accept("ops", Sending.event("evt_" + i, text)))
                    .isEqualTo(Acceptance.ACCEPTED);
            sending.awaitState("ops", "evt_" + i, DeliveryState.DELIVERED);
        }

        assertThat(sending.deliveries().list("ops", null, null).deliveries()).hasSizeBetween(1, 3);
    }

    @Test
    void aForgottenWebhookHasNothingLeft() {
        receiver.answer(Receiver.status(410));
        sending.open();
        send("evt_1");
        sending.webhook("dev", receiver.url("/dev"));
        sending.deliveries().accept("dev", Sending.event("evt_1"));
        sending.awaitAttempts("dev", "evt_1", 1);

        sending.deliveries().forget("ops");

        assertThat(sending.deliveries().list("ops", null, null).deliveries()).isEmpty();
        assertThat(sending.deliveries().disabledSince("ops")).isEmpty();
        assertThat(sending.deliveries().list("dev", null, null).deliveries()).hasSize(1);
    }
}
