package dev.tidemark.cli.topic;

import dev.tidemark.cli.CliContext;
import dev.tidemark.cli.cluster.ClusterClient;
import dev.tidemark.cli.cluster.ClusterOptions;
import dev.tidemark.client.admin.AdminOutcome;
import dev.tidemark.client.admin.NewTopic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark topic create}. */
@Command(name = "create", description = "Create a topic.", mixinStandardHelpOptions = true)
final class TopicCreate implements Callable<Integer> {

    private final CliContext context;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Parameters(paramLabel = "NAME", description = "The topic's name.")
    private String name = "";

    @Option(names = "--partitions", paramLabel = "N", description = "Default: the broker's num.partitions.")
    private int partitions = -1;

    @Option(names = "--replication-factor", paramLabel = "R", description = "Default: the broker's default.replication.factor.")
    private int replicationFactor = -1;

    @Option(names = "--config", paramLabel = "K=V", description = "A setting of the topic; may be repeated.")
    private Map<String, String> configs = new LinkedHashMap<>();

    TopicCreate(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (ClusterClient client = cluster.open(context)) {
            Map<String, AdminOutcome> outcomes = ClusterClient.await(client.admin()
                    .createTopics(List.of(new NewTopic(name, partitions, replicationFactor, configs))));
            for (AdminOutcome outcome : outcomes.values()) {
                outcome.orThrow("Topic '" + name + "' cannot be created", "topic " + name);
            }
        }
        context.terminal().err().println("Created topic " + name + ".");
        return 0;
    }
}
