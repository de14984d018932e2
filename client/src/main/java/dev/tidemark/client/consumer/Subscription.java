package dev.tidemark.client.consumer;

import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.MetadataImage;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The {@link GroupProtocol} of consumers: topics in, partitions out, by one of the assignors (KIP-429); confined to the cluster's loop. An eager
 * member gives up everything before it joins; a cooperative one keeps reading and gives up only what moves.
 */
final class Subscription implements GroupProtocol {

    /** What a change of assignment means for the consumer. */
    interface Owner {

        /** Commits what was processed, if the consumer commits by itself; then the rebalance goes on. */
        CompletionStage<Void> commitBeforeRebalance();

        /** Takes partitions away from the reader; {@code done} once it agreed. */
        void revoke(Set<TopicPartition> partitions, Runnable done);

        /** Reads exactly these from now on; {@code added} are new. */
        void assigned(Set<TopicPartition> all, Set<TopicPartition> added);

        void lost(Set<TopicPartition> partitions);

        void failed(TidemarkException why);

        void requestRejoin();
    }

    private final Cluster cluster;
    private final List<Assignor> assignors;
    private final boolean cooperative;
    private final Owner owner;
    private Set<String> topics;
    private Set<TopicPartition> owned = new TreeSet<>();
    private int generation = -1;
    /** The partition counts that the last assignment by this member was made of; empty while another member leads. */
    private Map<String, Integer> assignedOf = Map.of();

    Subscription(Cluster cluster, ConsumerSettings settings, Set<String> topics, Owner owner) {
        this.cluster = cluster;
        this.assignors = settings.assignors();
        this.cooperative = settings.cooperative();
        this.topics = new TreeSet<>(topics);
        this.owner = owner;
        cluster.metadata().watch(topics, false);
    }

    void topics(Set<String> newTopics) {
        topics = new TreeSet<>(newTopics);
        cluster.metadata().watch(newTopics, false);
    }

    /** The leader looks whether topics grew or appeared: then the group has to share out anew. */
    void metadataChanged() {
        if (!assignedOf.isEmpty() && !assignedOf.equals(counts(assignedOf.keySet()))) {
            assignedOf = Map.of();
            owner.requestRejoin();
        }
    }

    private Map<String, Integer> counts(Set<String> of) {
        MetadataImage image = cluster.metadata().image();
        Map<String, Integer> counts = new TreeMap<>();
        of.forEach(topic -> counts.put(topic, image.partitionCount(topic)));
        return counts;
    }

    @Override
    public String protocolType() {
        return ConsumerProtocol.TYPE;
    }

    @Override
    public List<Strategy> strategies() {
        List<Strategy> strategies = new ArrayList<>();
        for (Assignor assignor : assignors) {
            strategies.add(new Strategy(assignor.name(), ConsumerProtocol.subscription(topics,
                    assignor.userData(generation), cooperative ? owned : Set.of(), generation)));
        }
        return strategies;
    }

    @Override
    public CompletionStage<Void> beforeJoin(GroupMetadata current) {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        owner.commitBeforeRebalance().whenComplete((committed, failure) -> {
            if (cooperative || owned.isEmpty()) {
                ready.complete(null);
                return;
            }
            Set<TopicPartition> given = owned;
            owned = new TreeSet<>();
            owner.revoke(given, () -> ready.complete(null));
        });
        return ready;
    }

    @Override
    public CompletionStage<Map<String, ByteBuffer>> assign(String strategy, List<Member> members) {
        Assignor assignor = assignors.stream()
                .filter(offered -> offered.name().equals(strategy))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("the group chose " + strategy + ", which nobody here offered"));
        List<Assignor.Subscriber> subscribers = members.stream().map(ConsumerProtocol::subscriber).toList();
        Set<String> all = new TreeSet<>();
        subscribers.forEach(member -> all.addAll(member.topics()));
        CompletableFuture<Map<String, ByteBuffer>> shares = new CompletableFuture<>();
        cluster.metadata().ask(all, false, image -> {
            Map<String, Integer> existing = new HashMap<>();
            Map<String, Integer> seen = counts(all);
            seen.forEach((topic, count) -> {
                if (count > 0) {
                    existing.put(topic, count);
                }
            });
            Map<String, ByteBuffer> bytes = new HashMap<>();
            Map<String, Set<TopicPartition>> round = assignor.assign(existing, subscribers);
            subscribers.forEach(member -> {
                Set<TopicPartition> given = round.getOrDefault(member.memberId(), Set.of());
                bytes.put(member.memberId(), given.containsAll(member.owned()) ? ConsumerProtocol.assignment(given)
                        : ConsumerProtocol.assignmentToGiveUp(given));
            });
            assignedOf = seen;
            shares.complete(bytes);
        });
        return shares;
    }

    @Override
    public void joined(Assignment assignment) {
        generation = assignment.generation();
        Set<TopicPartition> wanted = new TreeSet<>(ConsumerProtocol.assigned(assignment));
        Set<TopicPartition> added = new TreeSet<>(wanted);
        added.removeAll(owned);
        Set<TopicPartition> taken = new TreeSet<>(owned);
        taken.removeAll(wanted);
        owned = wanted;
        if (taken.isEmpty()) {
            owner.assigned(wanted, added);
            if (ConsumerProtocol.givesUp(assignment)) {
                owner.requestRejoin(); // whoever had this place is gone, and what it held with it
            }
        } else {
            // the second round gives what is given up here to its new owners
            owner.revoke(taken, () -> {
                owner.assigned(wanted, added);
                owner.requestRejoin();
            });
        }
    }

    @Override
    public void lost(String reason) {
        Set<TopicPartition> gone = owned;
        owned = new TreeSet<>();
        generation = -1;
        assignedOf = Map.of();
        owner.lost(gone);
    }

    @Override
    public void failed(TidemarkException why) {
        owner.failed(why);
    }
}
