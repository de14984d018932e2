package dev.tidemark.verification.simulation.workload;

import dev.tidemark.client.admin.Admin;
import dev.tidemark.client.admin.NewTopic;
import dev.tidemark.client.net.NetworkSettings;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.verification.simulation.cluster.SimClient;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Topics that a workload needs, made by the production admin client before it begins. */
public final class Topics {

    private Topics() {}

    /** Creates topics and lets time pass until they are there; a start of the broker that was asked for goes on meanwhile. */
    public static void create(SimWorld world, NewTopic... topics) {
        SimClient client = world.client("topics");
        Config config = client.config(Map.of("request.timeout.ms", "3000"));
        Admin admin = new Admin(client.environment(), NetworkSettings.of(config), 60_000);
        CompletableFuture<Void> created = admin.createTopics(List.of(topics))
                .thenAccept(outcomes -> outcomes.forEach((name, outcome) -> Invariants.check(
                        outcome.error() == ErrorCode.NONE || outcome.error() == ErrorCode.TOPIC_ALREADY_EXISTS,
                        "topic %s was refused: %s", name, outcome)));
        boolean done = world.runUntil(created::isDone, 120_000);
        Invariants.check(done, "no topics within two minutes");
        created.join();
        client.kill();
    }
}
