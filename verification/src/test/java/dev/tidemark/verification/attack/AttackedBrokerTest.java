package dev.tidemark.verification.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.peer.PeerProcess;
import dev.tidemark.verification.scale.SmallBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that behaves is served beside very many that do not, and the broker's memory is bounded. */
class AttackedBrokerTest {

    private static final int ROUNDS = 9;

    @TempDir
    Path folder;

    @Test
    @Tag("ci")
    void a_thousand_harmful_connections() throws Exception {
        serveBeside(1_000, Integer.MAX_VALUE);
    }

    /** The bar on time is for a machine that does nothing else. */
    @Test
    @Tag("nightly")
    void a_thousand_harmful_connections_do_not_double_the_time_of_others() throws Exception {
        serveBeside(1_000, 2);
    }

    @Test
    @Tag("nightly")
    void ten_thousand_harmful_connections() throws Exception {
        serveBeside(10_000, 2);
    }

    /** @param slowerBelow how many times as long as alone a healthy client's 99th percentile may not take */
    private void serveBeside(int connections, int slowerBelow) throws Exception {
        try (SmallBroker broker = SmallBroker.start(folder, 512, """
                tidemark.flush=os
                tidemark.request.stall.ms=3000""")) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
                admin.createTopics(List.of(new NewTopic("healthy", 1, (short) 1))).all().get();
            }
            try (HealthyClient healthy = new HealthyClient(broker.bootstrap(), "healthy")) {
                healthy.p99Micros(ROUNDS); // warms up
                long alone = healthy.p99Micros(ROUNDS);
                try (PeerProcess attackers = PeerProcess.java("attackers", folder, List.of("-Xmx256m"),
                        System.getProperty("java.class.path"), Attackers.class.getName(),
                        List.of(broker.bootstrap(), Integer.toString(connections)))) {
                    attackers.awaitLine(Pattern.compile("^attacking$"), SmallBroker.PATIENCE);
                    List<Long> descriptors = new ArrayList<>();
                    long attacked = healthy.p99Micros(ROUNDS, () -> descriptors.add(broker.descriptors()));
                    System.out.printf(
                            "%d harmful connections: p99 %d µs, alone %d µs; descriptors %s, %d MiB resident%n",
                            connections, attacked, alone, descriptors, broker.residentMiB());
                    // Most began together, are closed as stalled together, and come again within a round or two: at some moments they are gone.
                    assertThat(Collections.max(descriptors)).as("they are there").isGreaterThan(connections / 2);
                    assertThat(attacked).isLessThan((long) slowerBelow * alone);

                    attackers.standardInput().write('\n');
                    attackers.standardInput().flush();
                    assertThat(attackers.waitFor(SmallBroker.PATIENCE)).as(String.join("\n", attackers.output()))
                            .isZero();
                    Matcher closed = Pattern.compile("closed (\\d+) times").matcher(attackers.output().getLast());
                    assertThat(closed.matches()).isTrue();
                    assertThat(Integer.parseInt(closed.group(1))).as("those that do not come on")
                            .isGreaterThan(
                                    connections / 2);
                }
            }
            assertThat(broker.isAlive()).isTrue();
            assertThat(broker.output()).anyMatch(line -> line.contains("it began a request of "));
        }
    }
}
