package dev.tidemark.client.net;

import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.MetadataRequest;
import dev.tidemark.protocol.message.MetadataResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The cache of {@link MetadataImage}; confined to its cluster's loop. Refreshes at {@code metadata.max.age.ms}, and at once when a user
 * met an error that says the image is old; at most one refresh runs, the next starts no sooner than a retry back-off after a fruitless one.
 */
public final class Metadata {

    /** Somebody who waits for topics to be known; the first answer that covers them is enough, whatever it says. */
    private record Waiter(Set<String> topics, Consumer<MetadataImage> then) {}

    private final Cluster cluster;
    private final EventLoop loop;
    private final NetworkSettings settings;
    private final Set<String> interest = new TreeSet<>();
    private final Set<String> creating = new TreeSet<>();
    private final List<Waiter> waiters = new ArrayList<>();
    private final List<Runnable> listeners = new ArrayList<>();
    private MetadataImage image = MetadataImage.EMPTY;
    private boolean wanted;
    private boolean inFlight;
    private boolean pausing;
    private int fruitless;
    private long answeredAtMs = -1;
    private EventLoop.@Nullable Scheduled ageTimer;

    Metadata(Cluster cluster, EventLoop loop, NetworkSettings settings) {
        this.cluster = cluster;
        this.loop = loop;
        this.settings = settings;
    }

    public MetadataImage image() {
        return image;
    }

    /** Runs on the loop after every answer that came. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    public void removeListener(Runnable listener) {
        listeners.remove(listener);
    }

    /** Keeps these topics in the image from now on and asks for those that are not. */
    public void watch(Collection<String> topics, boolean create) {
        boolean fresh = interest.addAll(topics);
        if (create) {
            creating.addAll(topics);
        }
        if (fresh) {
            now();
        }
    }

    /** Asks anew for these topics and hands over the image that holds the answer; waits for as long as no broker answers. */
    public void ask(Collection<String> topics, boolean create, Consumer<MetadataImage> then) {
        interest.addAll(topics);
        if (create) {
            creating.addAll(topics);
        }
        waiters.add(new Waiter(new TreeSet<>(topics), then));
        now();
    }

    /** The image is old: somebody met an error that says so. Asks no more often than the retry back-off. */
    public void refresh() {
        wanted = true;
        if (inFlight || pausing || cluster.closed()) {
            return;
        }
        if (answeredAtMs >= 0 && cluster.clock().monotonicMs() - answeredAtMs < settings.retry().firstMs()) {
            pauseThenAgain();
        } else {
            send();
        }
    }

    /** Somebody needs what was never asked for: no pause before it. */
    private void now() {
        wanted = true;
        if (!inFlight && !cluster.closed()) {
            send();
        }
    }

    /** A data response named a newer leader. */
    public void learnLeader(TopicPartition partition, int leaderId, int leaderEpoch) {
        image = image.withLeader(partition, leaderId, leaderEpoch);
    }

    private void send() {
        wanted = false;
        inFlight = true;
        List<String> asked = List.copyOf(interest);
        boolean create = !creating.isEmpty();
        Call<MetadataResponse> call = new Call<>(ApiKey.METADATA, MetadataResponse.class, 1, 13, version -> {
            List<MetadataRequest.MetadataRequestTopic> topics = new ArrayList<>();
            asked.forEach(topic -> topics
                    .add(new MetadataRequest.MetadataRequestTopic(KafkaUuid.ZERO, topic)));
            return new MetadataRequest(topics, version < 4 || create, false, false);
        });
        cluster.callAny(call, reply -> {
            inFlight = false;
            switch (reply) {
                case Reply.Answer<MetadataResponse>(MetadataResponse response, short version) -> {
                    image = image.with(response);
                    answeredAtMs = cluster.clock().monotonicMs();
                    answered(asked);
                }
                case Reply.Lost<MetadataResponse> lost -> pauseThenAgain();
            }
        });
    }

    private void answered(List<String> asked) {
        boolean unsettled = false;
        for (String topic : asked) {
            MetadataImage.Topic known = image.topic(topic);
            boolean leaderless = known != null
                    && known.partitions().stream().anyMatch(partition -> partition.leaderId() < 0);
            if (known == null || leaderless || known.error() == ErrorCode.LEADER_NOT_AVAILABLE) {
                unsettled = true;
            } else {
                creating.remove(topic);
            }
        }
        if (ageTimer != null) {
            ageTimer.cancel();
        }
        ageTimer = loop.schedule(settings.metadataMaxAgeMs(), this::refresh);
        cluster.brokersChanged();
        List<Waiter> served = new ArrayList<>();
        waiters.removeIf(waiter -> asked.containsAll(waiter.topics) && served.add(waiter));
        served.forEach(waiter -> waiter.then.accept(image));
        List.copyOf(listeners).forEach(Runnable::run);
        if (unsettled || wanted || !waiters.isEmpty()) {
            pauseThenAgain();
        } else {
            fruitless = 0;
        }
    }

    private void pauseThenAgain() {
        if (pausing || cluster.closed()) {
            return;
        }
        pausing = true;
        fruitless++;
        loop.schedule(settings.retry().afterFailures(fruitless, cluster.random()), () -> {
            pausing = false;
            if (!inFlight && !cluster.closed()) {
                send();
            }
        });
    }
}
