package dev.tidemark.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.coordinator.MemoryCoordinatorLogs;
import dev.tidemark.broker.group.OffsetsToCommit.OffsetToCommit;
import dev.tidemark.broker.group.OffsetsToFetch.FetchedOffset;
import dev.tidemark.broker.txn.TransactionGate;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.core.loop.ManualLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.codec.MessageCodecs;
import dev.tidemark.protocol.message.ConsumerProtocolAssignment;
import dev.tidemark.protocol.message.JoinGroupResponse;
import dev.tidemark.protocol.message.SyncGroupResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** A group coordinator on a loop and clock that a test moves, over logs in memory; members act by it as scripts. */
final class GroupWorld {

    static final int SESSION_MS = 10_000;
    static final int REBALANCE_MS = 60_000;
    static final int INITIAL_DELAY_MS = 3_000;
    static final int CONSUMER_SESSION_MS = 45_000;
    static final ConsumerSettings CONSUMERS = consumers(Map.of());
    static final long RETENTION_MS = 7 * 24 * 3_600_000L;

    final ManualClock clock = new ManualClock(1_700_000_000_000L);
    final ManualLoop loop = new ManualLoop(clock);
    final Gate gate = new Gate();
    final Set<String> exempt = new HashSet<>();
    final ArrayDeque<Runnable> background = new ArrayDeque<>();
    GroupSettings settings = new GroupSettings(6_000, 1_800_000, Integer.MAX_VALUE, INITIAL_DELAY_MS, 4_096,
            RETENTION_MS, 600_000, CONSUMERS);
    MemoryCoordinatorLogs logs = new MemoryCoordinatorLogs(loop, 1);
    GroupCoordinator groups = start();

    /** The transaction coordinator as far as groups know it: says what it is told to. */
    static final class Gate implements TransactionGate {
        ErrorCode verdict = ErrorCode.NONE;
        CompletableFuture<Void> opens = CompletableFuture.completedFuture(null);

        @Override
        public CompletionStage<Map<TopicPartition, ErrorCode>> admit(String transactionalId, long producerId,
                short producerEpoch, Set<TopicPartition> partitions, Mode mode) {
            Map<TopicPartition, ErrorCode> verdicts = new HashMap<>();
            partitions.forEach(partition -> verdicts.put(partition, verdict));
            return opens.thenApply(open -> verdicts);
        }
    }

    /** Kafka's defaults, each assignment at once, and these. */
    static ConsumerSettings consumers(Map<String, String> changes) {
        Map<String, String> values = new HashMap<>(Map.of("group.consumer.assignment.interval.ms", "0"));
        values.putAll(changes);
        return ConsumerSettings.of(Config.of(ConfigScope.BROKER, values));
    }

    private GroupCoordinator start() {
        GroupCoordinator coordinator = new GroupCoordinator(loop, clock, RandomGenerator.of("L64X128MixRandom"), logs,
                settings, exempt::contains, gate, background::add);
        coordinator.start();
        return coordinator;
    }

    /** Other settings; before anything happened. */
    GroupWorld with(GroupSettings other) {
        settings = other;
        groups = start();
        return this;
    }

    /** Process gone, committed batches stay; a new coordinator loads them. */
    void crashAndReload() {
        crashLosing(0);
    }

    /** The same, but the last batches were not written yet. */
    void crashLosing(int batches) {
        groups.close();
        logs = logs.afterCrashLosing(batches);
        groups = start();
        loop.runReady();
    }

    /** The same, but the log cannot be read before it is released. */
    void crashButHoldTheLoad() {
        groups.close();
        logs = logs.afterCrash();
        logs.hold();
        groups = start();
        loop.runReady();
    }

    /** Loads partition 0, which every group of this world is in. */
    void ready() {
        await(groups.ready("any"));
    }

    <T> T await(CompletionStage<T> reply) {
        loop.runReady();
        CompletableFuture<T> future = reply.toCompletableFuture();
        assertThat(future).as("the reply is there").isDone();
        return future.join();
    }

    /** What became of a reply: nothing yet, or it. */
    static boolean waits(CompletionStage<?> reply) {
        return !reply.toCompletableFuture().isDone();
    }

    Map<String, String> durable() {
        return await(groups.durableState(0));
    }

    // offsets

    Map<TopicPartition, ErrorCode> commit(String group, String topic, int partition, long offset) {
        return await(groups.commit(new OffsetsToCommit(group, -1, "", null, true,
                Map.of(new TopicPartition(topic, partition), offset(offset)))));
    }

    CompletionStage<Map<TopicPartition, ErrorCode>> commitInTransaction(long producerId, int epoch, String group,
            String topic, int partition, long offset) {
        return groups.commitInTransaction("txn-" + producerId, producerId, (short) epoch, TransactionGate.Mode.ADD,
                group, -1, "", null, Map.of(new TopicPartition(topic, partition), offset(offset)));
    }

    ErrorCode end(long producerId, int epoch, boolean commit) {
        return await(groups.endTransaction(0, producerId, (short) epoch, 0, commit));
    }

    FetchedOffset fetch(String group, String topic, int partition, boolean requireStable) {
        TopicPartition asked = new TopicPartition(topic, partition);
        return await(groups.fetch(new OffsetsToFetch(group, "", -1, List.of(asked), requireStable))).offsets()
                .get(asked);
    }

    long fetch(String group, String topic, int partition) {
        return fetch(group, topic, partition, false).offset();
    }

    static OffsetToCommit offset(long offset) {
        return new OffsetToCommit(offset, 7, "m" + offset, CommittedOffset.NO_EXPIRY);
    }

    static ErrorCode only(Map<TopicPartition, ErrorCode> results) {
        assertThat(results).hasSize(1);
        return results.values().iterator().next();
    }

    // members

    Client client(String name) {
        return new Client(name, null);
    }

    Client staticClient(String name, String instanceId) {
        return new Client(name, instanceId);
    }

    /** A consumer's side of the conversation. */
    final class Client {
        final String name;
        final String instanceId;
        String group = "g";
        String memberId = "";
        List<String> assignors = List.of("range");
        int version = 9;
        int generation = -1;
        String leader = "";
        List<JoinGroupResponse.JoinGroupResponseMember> others = List.of();
        /** What it tells its assignor, if not only that it wants the topic. */
        Supplier<ByteBuffer> tells = () -> subscription("topic");
        /** Real assignments of the one topic, or null to give every member its own name. */
        Function<List<String>, Map<String, List<Integer>>> assign;

        Client(String name, String instanceId) {
            this.name = name;
            this.instanceId = instanceId;
        }

        /** Sends JoinGroup; a dynamic member without id comes back with the one it is given. */
        CompletionStage<JoinGroupResponse> join() {
            CompletionStage<JoinGroupResponse> reply = send();
            loop.runReady();
            if (!waits(reply)
                    && reply.toCompletableFuture().join().errorCode() == ErrorCode.MEMBER_ID_REQUIRED.code()) {
                memberId = reply.toCompletableFuture().join().memberId();
                reply = send();
                loop.runReady();
            }
            return reply;
        }

        CompletionStage<JoinGroupResponse> send() {
            List<MemberProtocol> protocols = new ArrayList<>();
            assignors.forEach(assignor -> protocols.add(new MemberProtocol(assignor, tells.get())));
            return groups.join(new JoinGroup(group, memberId, instanceId, name, "/127.0.0.1", SESSION_MS, REBALANCE_MS,
                    "consumer", protocols, version >= 4, version >= 9));
        }

        /** Takes over what a JoinGroup brought. */
        Client joined(CompletionStage<JoinGroupResponse> reply) {
            JoinGroupResponse response = await(reply);
            assertThat(ErrorCode.of(response.errorCode())).as("joined by %s", name).isEqualTo(ErrorCode.NONE);
            memberId = response.memberId();
            generation = response.generationId();
            leader = response.leader();
            others = response.members();
            return this;
        }

        boolean leads() {
            return leader.equals(memberId);
        }

        /** As a follower, or as a leader that gives every member its own name. */
        CompletionStage<SyncGroupResponse> sync() {
            Map<String, ByteBuffer> assignments = new HashMap<>();
            if (leads() && assign != null) {
                assign.apply(others.stream().map(JoinGroupResponse.JoinGroupResponseMember::memberId).toList())
                        .forEach((member, partitions) -> assignments.put(member,
                                MessageCodecs.of(ConsumerProtocolAssignment.class)
                                        .toVersionedBuffer(new ConsumerProtocolAssignment(List.of(
                                                new ConsumerProtocolAssignment.TopicPartition("topic", partitions)),
                                                null), (short) 0)));
            } else if (leads()) {
                others.forEach(member -> assignments.put(member.memberId(), bytes("for " + member.memberId())));
            }
            return groups.sync(
                    new SyncGroup(group, generation, memberId, instanceId, "consumer", assignors.get(0), assignments));
        }

        ErrorCode heartbeat() {
            return await(groups.heartbeat(new Heartbeat(group, generation, memberId, instanceId)));
        }

        ErrorCode leave() {
            return await(groups.leave(new LeaveGroup(group, List.of(new LeaveGroup.Leaving(memberId, instanceId)))))
                    .members()
                    .get(0);
        }

        ErrorCode commit(long offset) {
            return only(await(groups.commit(new OffsetsToCommit(group, generation, memberId, instanceId, true,
                    Map.of(new TopicPartition("topic", 0), offset(offset))))));
        }
    }

    /** Lets time pass, a second at a time, until all are answered. */
    void untilAnswered(Collection<? extends CompletionStage<?>> replies) {
        for (int seconds = 0; replies.stream().anyMatch(GroupWorld::waits); seconds++) {
            assertThat(seconds).as("seconds waited").isLessThan(600);
            loop.advanceMs(1_000);
        }
    }

    /** Everybody joins the group and gets an assignment. */
    void settle(Client... clients) {
        Map<Client, CompletionStage<JoinGroupResponse>> joins = new HashMap<>();
        for (Client client : clients) {
            joins.put(client, client.join());
        }
        untilAnswered(joins.values());
        joins.forEach(Client::joined);
        List<CompletionStage<SyncGroupResponse>> syncs = new ArrayList<>();
        for (Client client : clients) {
            syncs.add(client.sync());
        }
        for (CompletionStage<SyncGroupResponse> sync : syncs) {
            assertThat(ErrorCode.of(await(sync).errorCode())).isEqualTo(ErrorCode.NONE);
        }
    }

    static String assignment(SyncGroupResponse response) {
        assertThat(ErrorCode.of(response.errorCode())).isEqualTo(ErrorCode.NONE);
        return StandardCharsets.UTF_8.decode(response.assignment().duplicate()).toString();
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A consumer's subscription, version 0. */
    static ByteBuffer subscription(String topic) {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + 4 + 2 + name.length + 4)
                .putShort((short) 0)
                .putInt(1)
                .putShort((short) name.length)
                .put(name)
                .putInt(-1)
                .flip();
    }
}
