package dev.tidemark.cli.topic;

import dev.tidemark.cli.CliContext;
import dev.tidemark.cli.cluster.ClusterClient;
import dev.tidemark.cli.cluster.ClusterOptions;
import dev.tidemark.cli.output.OutputOptions;
import dev.tidemark.cli.output.Results;
import dev.tidemark.cli.txn.HeldBack;
import dev.tidemark.client.admin.OpenTransaction;
import dev.tidemark.client.consumer.BatchConsumer;
import dev.tidemark.client.net.MetadataImage;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark topic describe}: a row per partition, or with {@code --configs} a row per setting. */
@Command(name = "describe", description = "Show the partitions of a topic, or its settings.", mixinStandardHelpOptions = true)
final class TopicDescribe implements Callable<Integer> {

    private final CliContext context;
    private final Clock clock = Clock.system();

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
        Map<TopicPartition, Long> starts = offsets(client, topic, BatchConsumer.EARLIEST, false);
        Map<TopicPartition, Long> stable = offsets(client, topic, BatchConsumer.LATEST, true);
        Map<TopicPartition, Long> ends = offsets(client, topic, BatchConsumer.LATEST, false);
        Map<TopicPartition, List<OpenTransaction>> open = openTransactions(client, stable, ends);
        boolean table = output.table(context.terminal());
        List<String> columns = new ArrayList<>(
                List.of("topic", "partition", "leader", "replicas", "isr", "start", "stable", "end"));
        if (!table) {
            columns.add("open_transactions");
        }
        try (Results results = output.open(context.terminal(), columns)) {
            for (int i = 0; i < topic.partitions().size(); i++) {
                MetadataImage.Partition partition = topic.partitions().get(i);
                TopicPartition id = new TopicPartition(name, i);
                List<@Nullable Object> row = new ArrayList<>();
                row.addAll(List.of(name, i, partition.leaderId(), partition.replicas(), partition.isr()));
                row.add(starts.get(id));
                row.add(stable.get(id));
                row.add(ends.get(id));
                if (!table) {
                    row.add(open.getOrDefault(id, List.of())
                            .stream()
                            .map(transaction -> HeldBack.object(transaction, clock.wallMs()))
                            .toList());
                }
                results.row(row.toArray());
            }
        }
        if (table && !open.isEmpty()) {
            explain(open);
        }
    }

    /** Those that hold back somebody who reads committed data: asked only where somebody is held back. */
    private static Map<TopicPartition, List<OpenTransaction>> openTransactions(ClusterClient client,
            Map<TopicPartition, Long> stable, Map<TopicPartition, Long> ends) {
        List<TopicPartition> held = new ArrayList<>();
        ends.forEach((partition, end) -> {
            Long readable = stable.get(partition);
            if (readable != null && readable < end) {
                held.add(partition);
            }
        });
        if (held.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, List<OpenTransaction>> open = new TreeMap<>(
                ClusterClient.await(client.admin().openTransactions(held)));
        open.values().removeIf(List::isEmpty);
        return open;
    }

    private void explain(Map<TopicPartition, List<OpenTransaction>> open) {
        PrintStream out = context.terminal().out();
        out.println();
        out.println("Readers of committed data wait at STABLE for these transactions:");
        try (Results results = output.open(context.terminal(), HeldBack.COLUMNS)) {
            open.values()
                    .forEach(transactions -> transactions
                            .forEach(transaction -> results.row(HeldBack.row(transaction, clock.wallMs()))));
        }
    }

    private Map<TopicPartition, Long> offsets(ClusterClient client, MetadataImage.Topic topic, long position,
            boolean committed) {
        Map<TopicPartition, Long> questions = new HashMap<>();
        for (int i = 0; i < topic.partitions().size(); i++) {
            questions.put(new TopicPartition(name, i), position);
        }
        return ClusterClient.await(client.admin().listOffsets(questions, committed));
    }
}
