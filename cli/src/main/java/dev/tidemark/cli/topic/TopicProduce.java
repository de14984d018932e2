package dev.tidemark.cli.topic;

import dev.tidemark.cli.CliContext;
import dev.tidemark.cli.cluster.ClusterClient;
import dev.tidemark.cli.cluster.ClusterOptions;
import dev.tidemark.client.net.MetadataImage;
import dev.tidemark.client.producer.Producer;
import dev.tidemark.client.producer.ProducerRecord;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.record.Headers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code tidemark topic produce}: a record per line of stdin; ends well only when all are acknowledged. */
@Command(name = "produce", description = "Write the lines of stdin as records; exits 0 only when all are acknowledged.", mixinStandardHelpOptions = true)
final class TopicProduce implements Callable<Integer> {

    private final CliContext context;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Parameters(paramLabel = "NAME", description = "The topic's name.")
    private String name = "";

    @Option(names = "--key", paramLabel = ".f", description = "The field of a JSON line that is the record's key; without it there is none.")
    private @Nullable String key;

    @Option(names = "--timestamp", paramLabel = ".f", description = "The field of a JSON line that is the record's timestamp: milliseconds or ISO 8601. Without it: now.")
    private @Nullable String timestamp;

    @Option(names = "--partition", paramLabel = "N", description = "All to this partition. Without it: by key.")
    private int partition = -1;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting of the producer by Kafka's name; may be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = {"-q", "--quiet"}, description = "Only errors on stderr.")
    private boolean quiet;

    TopicProduce(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        FieldPath keyPath = key == null ? null : FieldPath.parse("--key", key);
        FieldPath timestampPath = timestamp == null ? null : FieldPath.parse("--timestamp", timestamp);
        try (ClusterClient client = cluster.open(context)) {
            checkPartition(client.topic(name));
            long acknowledged = produce(client, keyPath, timestampPath);
            if (!quiet) {
                context.terminal().err().println("Acknowledged: " + acknowledged + " records.");
            }
        }
        return 0;
    }

    private void checkPartition(MetadataImage.Topic topic) {
        int count = topic.partitions().size();
        if (partition >= count) {
            throw new TidemarkException(FailureCode.COMMAND_LINE_INVALID, "there is no partition " + partition,
                    "topic " + name, "it has the partitions 0 to " + (count - 1), "name one of these, or leave it out");
        }
    }

    private long produce(ClusterClient client, @Nullable FieldPath keyPath, @Nullable FieldPath timestampPath)
            throws IOException {
        LongAdder acknowledged = new LongAdder();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        try (Producer producer = client.producer(settings)) {
            BufferedReader lines = new BufferedReader(
                    new InputStreamReader(context.terminal().in(), StandardCharsets.UTF_8), 64 * 1024);
            long number = 0;
            for (String line = lines.readLine(); line != null && failure.get() == null; line = lines.readLine()) {
                number++;
                CompletableFuture<?> sent = producer.send(record(line, number, keyPath, timestampPath));
                CompletableFuture<?> unused = sent.whenComplete((where, failed) -> {
                    if (failed == null) {
                        acknowledged.increment();
                    } else {
                        failure.compareAndSet(null, failed);
                    }
                });
            }
            ClusterClient.await(producer.flush());
        }
        Throwable failed = failure.get();
        if (failed != null) {
            throw failed(failed, acknowledged.sum());
        }
        return acknowledged.sum();
    }

    private ProducerRecord record(String line, long number, @Nullable FieldPath keyPath,
            @Nullable FieldPath timestampPath) {
        byte[] value = line.getBytes(StandardCharsets.UTF_8);
        if (keyPath == null && timestampPath == null) {
            return new ProducerRecord(name, partition, -1, null, value, Headers.none());
        }
        JsonNode json = FieldPath.read(line, number);
        String keyText = keyPath == null ? null : keyPath.text(json, number);
        long timestampMs = timestampPath == null ? -1 : timestampPath.timestampMs(json, number);
        byte[] keyBytes = keyText == null ? null : keyText.getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord(name, partition, timestampMs, keyBytes, value, Headers.none());
    }

    private TidemarkException failed(Throwable cause, long acknowledged) {
        if (cause instanceof TidemarkException explained) {
            context.terminal().err().println("Acknowledged: " + acknowledged + " records, not all.");
            return explained;
        }
        return new TidemarkException(FailureCode.REQUEST_FAILED, "not all records were acknowledged", "topic " + name,
                cause.toString(), acknowledged + " records were; send the rest again", cause);
    }
}
