package dev.tidemark.cli.topic;

import dev.tidemark.cli.CliContext;
import dev.tidemark.cli.cluster.ClusterClient;
import dev.tidemark.cli.cluster.ClusterOptions;
import dev.tidemark.cli.output.OutputOptions;
import dev.tidemark.cli.output.Results;
import dev.tidemark.client.admin.TopicListing;
import dev.tidemark.core.id.KafkaUuid;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark topic list}. */
@Command(name = "list", description = "List the topics.", mixinStandardHelpOptions = true)
final class TopicList implements Callable<Integer> {

    private final CliContext context;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(names = "--internal", description = "Also those that Tidemark keeps for itself.")
    private boolean internal;

    TopicList(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (ClusterClient client = cluster.open(context);
                Results results = output.open(context.terminal(), List.of("name", "partitions", "internal", "id"))) {
            for (TopicListing topic : ClusterClient.await(client.admin().listTopics())) {
                if (internal || !topic.internal()) {
                    results.row(topic.name(), topic.partitions(), topic.internal(), KafkaUuid.format(topic.id()));
                }
            }
        }
        return 0;
    }
}
