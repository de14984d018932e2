package dev.tidemark.cli.topic;

import dev.tidemark.cli.CliContext;
import dev.tidemark.cli.cluster.ClusterClient;
import dev.tidemark.cli.cluster.ClusterOptions;
import dev.tidemark.cli.output.OutputOptions;
import dev.tidemark.cli.output.Results;
import dev.tidemark.client.consumer.Consumer;
import dev.tidemark.client.consumer.ConsumerRecord;
import dev.tidemark.client.net.MetadataImage;
import dev.tidemark.core.id.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark topic consume}: the records of all partitions, up to the end, a count, or a signal. */
@Command(name = "consume", description = "Show the records of a topic.", mixinStandardHelpOptions = true)
final class TopicConsume implements Callable<Integer> {

    private static final List<String> COLUMNS = List.of("topic", "partition", "offset", "timestamp", "key", "value",
            "headers");
    private static final Duration POLL = Duration.ofMillis(200);

    /** The ends that can be named. */
    enum Until {
        END
    }

    /** Kafka's two levels, by their Kafka names. */
    enum Isolation {
        READ_UNCOMMITTED, READ_COMMITTED
    }

    private final CliContext context;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Parameters(paramLabel = "NAME", description = "The topic's name.")
    private String name = "";

    @Option(names = "--from", paramLabel = "earliest|latest|-N|@OFFSET|TIME", description = "Where to start in each partition. Default: earliest.")
    private String from = "earliest";

    @Option(names = "--until", paramLabel = "end", description = "Stop at what was the end when the command started.")
    private @Nullable Until until;

    @Option(names = "-n", paramLabel = "N", description = "Stop after so many records.")
    private long count = Long.MAX_VALUE;

    @Option(names = "--isolation", paramLabel = "read_committed", description = "read_committed leaves out records of open and aborted transactions. Default: read_uncommitted.")
    private Isolation isolation = Isolation.READ_UNCOMMITTED;

    TopicConsume(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        StartPosition start = StartPosition.parse(from);
        Map<String, String> settings = Map.of("isolation.level", isolation.name().toLowerCase(java.util.Locale.ROOT),
                "enable.auto.commit", "false");
        try (ClusterClient client = cluster.open(context);
                Results results = output.open(context.terminal(), COLUMNS)) {
            MetadataImage.Topic topic = client.topic(name);
            try (Consumer consumer = client.consumer(settings)) {
                consume(consumer, partitions(topic), start, results);
            }
        }
        return 0;
    }

    private List<TopicPartition> partitions(MetadataImage.Topic topic) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int i = 0; i < topic.partitions().size(); i++) {
            partitions.add(new TopicPartition(name, i));
        }
        return partitions;
    }

    private void consume(Consumer consumer, List<TopicPartition> partitions, StartPosition start, Results results) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        consumer.assign(partitions);
        seek(consumer, partitions, start, ends);
        ReadEnd end = until == Until.END ? new ReadEnd(consumer, ends) : null;
        long left = count;
        while (left > 0 && (end == null || !end.reached())) {
            List<ConsumerRecord> records = consumer.poll(POLL);
            for (ConsumerRecord record : records) {
                if (left > 0 && (end == null || end.accepts(record))) {
                    show(record, results);
                    left--;
                }
            }
            if (end != null) {
                end.polled(records.isEmpty());
            }
            results.flush();
        }
    }

    private static void seek(Consumer consumer, List<TopicPartition> partitions, StartPosition start,
            Map<TopicPartition, Long> ends) {
        switch (start) {
            case StartPosition.Earliest() -> consumer.beginningOffsets(partitions).forEach(consumer::seek);
            case StartPosition.Latest() -> ends.forEach(consumer::seek);
            case StartPosition.At(long offset) -> partitions.forEach(partition -> consumer.seek(partition, offset));
            case StartPosition.Last(long records) -> {
                Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
                ends.forEach((partition, end) -> consumer.seek(partition,
                        Math.max(starts.getOrDefault(partition, 0L), end - records)));
            }
            case StartPosition.Since(long timestampMs) -> {
                Map<TopicPartition, Long> questions = new HashMap<>();
                partitions.forEach(partition -> questions.put(partition, timestampMs));
                Map<TopicPartition, Long> found = consumer.offsetsForTimes(questions);
                ends.forEach((partition, end) -> consumer.seek(partition, found.getOrDefault(partition, end)));
            }
        }
    }

    private static void show(ConsumerRecord record, Results results) {
        results.row(record.partition().topic(), record.partition().partition(), record.offset(), record.timestampMs(),
                RecordText.of(record.key()), RecordText.of(record.value()), RecordText.of(record.headers()));
    }
}
