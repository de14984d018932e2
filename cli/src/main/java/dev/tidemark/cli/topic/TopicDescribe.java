package dev.tidemark.cli.topic;

import dev.tidemark.cli.CliContext;
import dev.tidemark.cli.cluster.ClusterClient;
import dev.tidemark.cli.cluster.ClusterOptions;
import dev.tidemark.cli.output.OutputOptions;
import dev.tidemark.cli.output.Results;
import dev.tidemark.client.consumer.BatchConsumer;
import dev.tidemark.client.net.MetadataImage;
import dev.tidemark.core.id.TopicPartition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark topic describe}: a row per partition, or with {@code --configs} a row per setting. */
@Command(name = "describe", description = "Show the partitions of a topic, or its settings.", mixinStandardHelpOptions = true)
final class TopicDescribe implements Callable<Integer> {

    private final CliContext context;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Parameters(paramLabel = "NAME", description = "The topic's name.")
    private String name = "";

    @Option(names = "--configs", description = "The settings instead of the partitions.")
    private boolean configs;

    TopicDescribe(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (ClusterClient client = cluster.open(context)) {
            MetadataImage.Topic topic = client.topic(name);
            if (configs) {
                settings(client);
            } else {
                partitions(client, topic);
            }
        }
        return 0;
    }

    private void settings(ClusterClient client) {
        try (Results results = output.open(context.terminal(), List.of("topic", "name", "value", "set"))) {
            ClusterClient.await(client.admin().describeTopicConfigs(name))
                    .values()
                    .forEach(entry -> results.row(name, entry.name(), entry.value(), entry.setOnTopic()));
        }
    }

    private void partitions(ClusterClient client, MetadataImage.Topic topic) {
        Map<TopicPartition, Long> starts = offsets(client, topic, BatchConsumer.EARLIEST);
        Map<TopicPartition, Long> ends = offsets(client, topic, BatchConsumer.LATEST);
        try (Results results = output.open(context.terminal(),
                List.of("topic", "partition", "leader", "replicas", "isr", "start", "end"))) {
            for (int i = 0; i < topic.partitions().size(); i++) {
                MetadataImage.Partition partition = topic.partitions().get(i);
                TopicPartition id = new TopicPartition(name, i);
                results.row(name, i, partition.leaderId(), partition.replicas(), partition.isr(), starts.get(id),
                        ends.get(id));
            }
        }
    }

    private Map<TopicPartition, Long> offsets(ClusterClient client, MetadataImage.Topic topic, long position) {
        Map<TopicPartition, Long> questions = new HashMap<>();
        for (int i = 0; i < topic.partitions().size(); i++) {
            questions.put(new TopicPartition(name, i), position);
        }
        return ClusterClient.await(client.admin().listOffsets(questions, false));
    }
}
