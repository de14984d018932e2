package dev.tidemark.cli.cluster;

import dev.tidemark.client.admin.Admin;
import dev.tidemark.client.consumer.Consumer;
import dev.tidemark.client.consumer.RecordConsumer;
import dev.tidemark.client.net.ClientEnvironment;
import dev.tidemark.client.net.MetadataImage;
import dev.tidemark.client.producer.Producer;
import dev.tidemark.client.producer.RecordProducer;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.protocol.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The clients of one cluster, opened when asked for. Used by the thread that runs the command. */
public final class ClusterClient implements AutoCloseable {

    /** People wait for this; Kafka's default is a minute. */
    private static final String ANSWER_WITHIN_MS = "15000";

    private final ClientEnvironment environment;
    private final Map<String, String> settings;
    private final Runnable onClose;
    private @Nullable Admin admin;

    public ClusterClient(ClientEnvironment environment, String bootstrap, Runnable onClose) {
        this.environment = environment;
        this.settings = Map.of("bootstrap.servers", bootstrap, "client.id", "tidemark-cli", "default.api.timeout.ms",
                ANSWER_WITHIN_MS);
        this.onClose = onClose;
    }

    public Admin admin() {
        if (admin == null) {
            admin = Admin.open(environment, settings);
        }
        return admin;
    }

    /** @param more settings over those of the connection */
    public Producer producer(Map<String, String> more) {
        return RecordProducer.open(environment, with(more));
    }

    /** @param more settings over those of the connection */
    public Consumer consumer(Map<String, String> more) {
        return RecordConsumer.open(environment, with(more));
    }

    /**
     * The topic as the cluster knows it.
     *
     * @throws TidemarkException {@code TOPIC_UNKNOWN} if it does not exist
     */
    public MetadataImage.Topic topic(String name) {
        MetadataImage.Topic topic = await(admin().describeTopics(List.of(name))).get(name);
        if (topic == null || topic.error() == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION) {
            throw new TidemarkException(FailureCode.TOPIC_UNKNOWN, "There is no topic '" + name + "'", settings.get(
                    "bootstrap.servers") + "", "the cluster does not know the name",
                    "see the names with: tidemark topic list; create it with: tidemark topic create " + name);
        }
        if (topic.error() != ErrorCode.NONE) {
            throw new TidemarkException(FailureCode.REQUEST_FAILED, "Topic '" + name + "' cannot be used",
                    "topic " + name, topic.error() + ": " + topic.error().message(),
                    "correct the name, or try again if the reason passes");
        }
        return topic;
    }

    /** The answer; a failure comes out as what it is. */
    public static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the cluster", interrupted);
        }
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close();
        }
        onClose.run();
    }

    private Map<String, String> with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(more);
        return all;
    }
}
