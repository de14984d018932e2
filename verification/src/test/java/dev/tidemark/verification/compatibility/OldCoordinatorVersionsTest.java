package dev.tidemark.verification.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.Broker;
import dev.tidemark.broker.BrokerSettings;
import dev.tidemark.client.net.Connection;
import dev.tidemark.client.net.Endpoint;
import dev.tidemark.client.net.TcpNetwork;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.message.AddOffsetsToTxnRequest;
import dev.tidemark.protocol.message.AddOffsetsToTxnResponse;
import dev.tidemark.protocol.message.AddPartitionsToTxnRequest;
import dev.tidemark.protocol.message.AddPartitionsToTxnResponse;
import dev.tidemark.protocol.message.ApiVersionsRequest;
import dev.tidemark.protocol.message.ApiVersionsResponse;
import dev.tidemark.protocol.message.CreateTopicsRequest;
import dev.tidemark.protocol.message.CreateTopicsResponse;
import dev.tidemark.protocol.message.EndTxnRequest;
import dev.tidemark.protocol.message.EndTxnResponse;
import dev.tidemark.protocol.message.HeartbeatRequest;
import dev.tidemark.protocol.message.HeartbeatResponse;
import dev.tidemark.protocol.message.InitProducerIdRequest;
import dev.tidemark.protocol.message.InitProducerIdResponse;
import dev.tidemark.protocol.message.JoinGroupRequest;
import dev.tidemark.protocol.message.JoinGroupResponse;
import dev.tidemark.protocol.message.LeaveGroupRequest;
import dev.tidemark.protocol.message.LeaveGroupResponse;
import dev.tidemark.protocol.message.OffsetCommitRequest;
import dev.tidemark.protocol.message.OffsetCommitResponse;
import dev.tidemark.protocol.message.OffsetFetchRequest;
import dev.tidemark.protocol.message.OffsetFetchResponse;
import dev.tidemark.protocol.message.Request;
import dev.tidemark.protocol.message.Response;
import dev.tidemark.protocol.message.SyncGroupRequest;
import dev.tidemark.protocol.message.SyncGroupResponse;
import dev.tidemark.protocol.message.TxnOffsetCommitRequest;
import dev.tidemark.protocol.message.TxnOffsetCommitResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Members of groups and transactional producers that speak each advertised version, over TCP: every answer makes sense and can be written. A
 * life at version v asks each API at v, or at the nearest version that the API has.
 */
class OldCoordinatorVersionsTest {

    private static final int NEWEST = 10;
    private static final Set<ApiKey> GROUPS = Set.of(ApiKey.JOIN_GROUP, ApiKey.SYNC_GROUP, ApiKey.HEARTBEAT,
            ApiKey.LEAVE_GROUP, ApiKey.OFFSET_COMMIT, ApiKey.OFFSET_FETCH);
    private static final Set<ApiKey> TRANSACTIONS = Set.of(ApiKey.INIT_PRODUCER_ID, ApiKey.ADD_PARTITIONS_TO_TXN,
            ApiKey.ADD_OFFSETS_TO_TXN, ApiKey.TXN_OFFSET_COMMIT, ApiKey.END_TXN);

    @TempDir
    private static Path folder;
    private static Broker broker;
    private static TcpNetwork network;
    private static Connection connection;
    private static UUID topicId;

    private final Map<ApiKey, Set<Integer>> asked = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        broker = Broker.start(BrokerSettings.of(Map.of("listeners", "PLAINTEXT://127.0.0.1:0", "log.dirs",
                folder.toString(), "offsets.topic.num.partitions", "1", "transaction.state.log.num.partitions", "1",
                "group.initial.rebalance.delay.ms", "0")));
        network = TcpNetwork.start();
        connection = network.connect(Endpoint.parse(broker.bootstrapServers()), "old", network.loop())
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        Response made = send(new CreateTopicsRequest(
                List.of(new CreateTopicsRequest.CreatableTopic("t", 1, (short) 1, List.of(), List.of())), 30_000,
                false), 7);
        topicId = ((CreateTopicsResponse) made).topics().getFirst().topicId();
    }

    @AfterAll
    static void stop() {
        network.close();
        broker.close();
    }

    // ---- asking

    private static Response send(Request request, int version) throws Exception {
        return CompletableFuture.supplyAsync(() -> connection.send(request, (short) version), network.loop())
                .thenCompose(answer -> answer)
                .get(30, TimeUnit.SECONDS);
    }

    private static int[] range(Class<? extends Request> type) {
        String[] range = type.getAnnotation(Api.class).versions().split("-");
        return new int[]{Integer.parseInt(range[0]), Integer.parseInt(range[1])};
    }

    private static int near(Class<? extends Request> type, int version) {
        int[] range = range(type);
        return Math.clamp(version, range[0], range[1]);
    }

    /** The answer once the coordinator is loaded and has nothing else to finish first. */
    private <R extends Response> R ask(Request request, int life, Class<R> answer, ToIntFunction<R> error)
            throws Exception {
        int version = near(request.getClass(), life);
        asked.computeIfAbsent(request.getClass().getAnnotation(Api.class).key(), key -> new TreeSet<>()).add(version);
        Set<Short> passing = Set.of(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS.code(),
                ErrorCode.COORDINATOR_NOT_AVAILABLE.code(), ErrorCode.CONCURRENT_TRANSACTIONS.code());
        return answer.cast(Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> send(request, version),
                        got -> !passing.contains((short) error.applyAsInt(answer.cast(got)))));
    }

    private void assertEveryVersionAsked(Set<ApiKey> apis) throws Exception {
        ApiVersionsResponse served = (ApiVersionsResponse) send(new ApiVersionsRequest("test", "1", null, -1), 4);
        for (ApiKey api : apis) {
            ApiVersionsResponse.ApiVersion advertised = served.apiKeys()
                    .stream()
                    .filter(key -> key.apiKey() == api.id())
                    .findFirst()
                    .orElseThrow();
            Set<Integer> all = new TreeSet<>();
            for (int version = advertised.minVersion(); version <= advertised.maxVersion(); version++) {
                all.add(version);
            }
            assertThat(asked.get(api)).as(api.name()).isEqualTo(all);
        }
    }

    // ---- groups

    @Test
    void a_member_lives_at_every_version() throws Exception {
        for (int life = 0; life <= NEWEST; life++) {
            liveAsMember("group-" + life, life);
        }
        assertEveryVersionAsked(GROUPS);
    }

    private void liveAsMember(String group, int life) throws Exception {
        ByteBuffer metadata = ByteBuffer.wrap("what I want".getBytes(StandardCharsets.UTF_8));
        JoinGroupRequest.Builder join = JoinGroupRequest.builder()
                .groupId(group)
                .sessionTimeoutMs(30_000)
                .rebalanceTimeoutMs(30_000)
                .protocolType("consumer")
                .protocols(List.of(new JoinGroupRequest.JoinGroupRequestProtocol("range", metadata)));
        int joinVersion = near(JoinGroupRequest.class, life);
        JoinGroupResponse joined = ask(join.build(), life, JoinGroupResponse.class, JoinGroupResponse::errorCode);
        if (joinVersion >= 4) {
            assertThat(joined.errorCode()).as("life %d", life).isEqualTo(ErrorCode.MEMBER_ID_REQUIRED.code());
            joined = ask(join.memberId(joined.memberId()).build(), life, JoinGroupResponse.class,
                    JoinGroupResponse::errorCode);
        }
        assertThat(joined.errorCode()).as("life %d", life).isZero();
        assertThat(joined.generationId()).isEqualTo(1);
        assertThat(joined.protocolName()).isEqualTo("range");
        assertThat(joined.protocolType()).isEqualTo(joinVersion >= 7 ? "consumer" : null);
        assertThat(joined.leader()).isEqualTo(joined.memberId());
        assertThat(joined.members()).singleElement()
                .satisfies(member -> assertThat(member.metadata()).isEqualTo(metadata));
        String member = joined.memberId();

        ByteBuffer share = ByteBuffer.wrap(("share of life " + life).getBytes(StandardCharsets.UTF_8));
        SyncGroupResponse synced = ask(SyncGroupRequest.builder()
                .groupId(group)
                .generationId(1)
                .memberId(member)
                .protocolType("consumer")
                .protocolName("range")
                .assignments(List.of(new SyncGroupRequest.SyncGroupRequestAssignment(member, share)))
                .build(), life, SyncGroupResponse.class, SyncGroupResponse::errorCode);
        assertThat(synced.errorCode()).as("life %d", life).isZero();
        assertThat(synced.assignment()).isEqualTo(share);
        assertThat(synced.protocolName()).isEqualTo(near(SyncGroupRequest.class, life) >= 5 ? "range" : null);

        assertThat(heartbeat(group, 1, member, life)).as("life %d", life).isEqualTo(ErrorCode.NONE);
        assertThat(heartbeat(group, 2, member, life)).as("life %d", life).isEqualTo(ErrorCode.ILLEGAL_GENERATION);

        commitAndFetch(group, member, life);

        int leaveVersion = near(LeaveGroupRequest.class, life);
        LeaveGroupResponse left = ask(leaveVersion < 3 ? new LeaveGroupRequest(group, member, List.of())
                : new LeaveGroupRequest(group, "",
                        List.of(new LeaveGroupRequest.MemberIdentity(member, null, "the life is over"))),
                life, LeaveGroupResponse.class, LeaveGroupResponse::errorCode);
        assertThat(left.errorCode()).as("life %d", life).isZero();
        if (leaveVersion >= 3) {
            assertThat(left.members()).singleElement().satisfies(gone -> {
                assertThat(gone.errorCode()).isZero();
                assertThat(gone.memberId()).isEqualTo(member);
            });
        }
        assertThat(heartbeat(group, 1, member, life)).as("life %d", life).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    private ErrorCode heartbeat(String group, int generation, String member, int life) throws Exception {
        return ErrorCode.of(ask(new HeartbeatRequest(group, generation, member, null), life, HeartbeatResponse.class,
                HeartbeatResponse::errorCode).errorCode());
    }

    private void commitAndFetch(String group, String member, int life) throws Exception {
        OffsetCommitResponse committed = ask(OffsetCommitRequest.builder()
                .groupId(group)
                .generationIdOrMemberEpoch(1)
                .memberId(member)
                .topics(List.of(new OffsetCommitRequest.OffsetCommitRequestTopic("t", topicId,
                        List.of(new OffsetCommitRequest.OffsetCommitRequestPartition(0, 40 + life, 3, "note")))))
                .build(), life, OffsetCommitResponse.class,
                answer -> answer.topics().getFirst().partitions().getFirst().errorCode());
        assertThat(committed.topics()).singleElement().satisfies(topic -> {
            boolean byId = near(OffsetCommitRequest.class, life) >= 10;
            assertThat(topic.name()).isEqualTo(byId ? "" : "t");
            assertThat(topic.topicId()).isEqualTo(byId ? topicId : KafkaUuid.ZERO);
            assertThat(topic.partitions().getFirst().errorCode()).isZero();
        });
        int leaderEpoch = near(OffsetCommitRequest.class, life) >= 6 ? 3 : -1;
        assertThat(fetchOffset(group, leaderEpoch, life)).isEqualTo((40L + life) + " note");
    }

    /** The committed offset and its metadata; with the leader epoch, where the version has a place for it. */
    private String fetchOffset(String group, int leaderEpoch, int life) throws Exception {
        int version = near(OffsetFetchRequest.class, life);
        if (version < 8) {
            OffsetFetchResponse answer = ask(new OffsetFetchRequest(group,
                    List.of(new OffsetFetchRequest.OffsetFetchRequestTopic("t", List.of(0))), List.of(),
                    version == 7), life, OffsetFetchResponse.class, OffsetFetchResponse::errorCode);
            assertThat(answer.errorCode()).isZero();
            var partition = answer.topics().getFirst().partitions().getFirst();
            assertThat(partition.errorCode()).as("life %d", life).isZero();
            assertThat(partition.committedLeaderEpoch())
                    .isEqualTo(version >= 5 ? leaderEpoch : -1);
            return partition.committedOffset() + " " + partition.metadata();
        }
        OffsetFetchResponse answer = ask(new OffsetFetchRequest("", List.of(),
                List.of(new OffsetFetchRequest.OffsetFetchRequestGroup(group, null, -1,
                        List.of(new OffsetFetchRequest.OffsetFetchRequestTopics("t", topicId, List.of(0))))),
                true), life, OffsetFetchResponse.class, got -> got.groups().getFirst().errorCode());
        var groupAnswer = answer.groups().getFirst();
        assertThat(groupAnswer.groupId()).isEqualTo(group);
        assertThat(groupAnswer.errorCode()).as("life %d", life).isZero();
        var partition = groupAnswer.topics().getFirst().partitions().getFirst();
        assertThat(partition.errorCode()).as("life %d", life).isZero();
        return partition.committedOffset() + " " + partition.metadata();
    }

    // ---- transactions

    @Test
    void a_transactional_producer_lives_at_every_version() throws Exception {
        for (int life = 0; life <= NEWEST; life++) {
            liveAsProducer("producer-" + life, "offsets-" + life, life);
        }
        assertEveryVersionAsked(TRANSACTIONS);
    }

    private void liveAsProducer(String id, String group, int life) throws Exception {
        InitProducerIdResponse begun = ask(new InitProducerIdRequest(id, 30_000, -1, (short) -1), life,
                InitProducerIdResponse.class, InitProducerIdResponse::errorCode);
        assertThat(begun.errorCode()).as("life %d", life).isZero();
        long producerId = begun.producerId();
        short epoch = begun.producerEpoch();
        assertThat(producerId).isNotNegative();

        addPartition(id, producerId, epoch, life);
        assertThat(ask(new AddOffsetsToTxnRequest(id, producerId, epoch, group), life, AddOffsetsToTxnResponse.class,
                AddOffsetsToTxnResponse::errorCode).errorCode()).as("life %d", life).isZero();
        TxnOffsetCommitResponse sent = ask(TxnOffsetCommitRequest.builder()
                .transactionalId(id)
                .groupId(group)
                .producerId(producerId)
                .producerEpoch(epoch)
                .topics(List.of(new TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic("t", topicId,
                        List.of(new TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition(0, 70 + life, -1, "txn")))))
                .build(), life, TxnOffsetCommitResponse.class,
                answer -> answer.topics().getFirst().partitions().getFirst().errorCode());
        assertThat(sent.topics()).singleElement().satisfies(topic -> {
            assertThat(topic.partitions().getFirst().errorCode()).as("life %d", life).isZero();
            assertThat(topic.topicId())
                    .isEqualTo(near(TxnOffsetCommitRequest.class, life) >= 6 ? topicId : KafkaUuid.ZERO);
        });
        EndTxnResponse ended = ask(new EndTxnRequest(id, producerId, epoch, true), life, EndTxnResponse.class,
                EndTxnResponse::errorCode);
        assertThat(ended.errorCode()).as("life %d", life).isZero();
        if (near(EndTxnRequest.class, life) >= 5) {
            assertThat(ended.producerId()).isEqualTo(producerId);
            assertThat(ended.producerEpoch()).as("the second protocol moves the epoch on")
                    .isEqualTo((short) (epoch + 1));
        }
        String wanted = (70 + life) + " txn";
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(fetchOffset(group, -1, 6)).isEqualTo(wanted));
    }

    private void addPartition(String id, long producerId, short epoch, int life) throws Exception {
        int version = near(AddPartitionsToTxnRequest.class, life);
        List<AddPartitionsToTxnRequest.AddPartitionsToTxnTopic> topics = List
                .of(new AddPartitionsToTxnRequest.AddPartitionsToTxnTopic("t", List.of(0)));
        AddPartitionsToTxnRequest.Builder request = AddPartitionsToTxnRequest.builder();
        if (version < 4) {
            request.v3AndBelowTransactionalId(id)
                    .v3AndBelowProducerId(producerId)
                    .v3AndBelowProducerEpoch(epoch)
                    .v3AndBelowTopics(topics);
        } else {
            request.transactions(List.of(new AddPartitionsToTxnRequest.AddPartitionsToTxnTransaction(id, producerId,
                    epoch, false, topics)));
        }
        AddPartitionsToTxnResponse added = ask(request.build(), life, AddPartitionsToTxnResponse.class,
                answer -> partitionErrors(answer).getFirst());
        assertThat(added.errorCode()).isZero();
        assertThat(partitionErrors(added)).as("life %d", life).containsExactly(0);
    }

    private static List<Integer> partitionErrors(AddPartitionsToTxnResponse answer) {
        List<AddPartitionsToTxnResponse.AddPartitionsToTxnTopicResult> topics = new ArrayList<>(
                answer.resultsByTopicV3AndBelow());
        answer.resultsByTransaction().forEach(transaction -> topics.addAll(transaction.topicResults()));
        List<Integer> errors = new ArrayList<>();
        topics.forEach(topic -> topic.resultsByPartition()
                .forEach(partition -> errors.add((int) partition.partitionErrorCode())));
        return errors;
    }
}
