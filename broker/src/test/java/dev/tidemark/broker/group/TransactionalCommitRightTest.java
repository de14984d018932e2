package dev.tidemark.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.group.ConsumerWorld.Consumer;
import dev.tidemark.broker.group.GroupWorld.Client;
import dev.tidemark.broker.txn.TransactionGate;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may store offsets inside a transaction: the member, its generation and the producer's epoch have to be right, in groups of both protocols. */
class TransactionalCommitRightTest {

    private static final String TOPIC = "topic";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final long PRODUCER = 7;
    private static final short EPOCH = 3;

    /** Of the group, with what its protocol calls a wrong generation. */
    enum Protocol {
        CLASSIC(ErrorCode.ILLEGAL_GENERATION), CONSUMER(ErrorCode.STALE_MEMBER_EPOCH);

        private final ErrorCode wrongGeneration;

        Protocol(ErrorCode wrongGeneration) {
            this.wrongGeneration = wrongGeneration;
        }

        /** A static member that has the one partition. */
        Member member() {
            return switch (this) {
                case CLASSIC -> {
                    GroupWorld world = new GroupWorld();
                    world.ready();
                    Client ann = world.staticClient("ann", "room");
                    world.settle(ann);
                    yield new Member(world, ann.memberId, ann.generation, "room");
                }
                case CONSUMER -> {
                    ConsumerWorld world = new ConsumerWorld();
                    world.topic("other", 1);
                    Consumer ann = world.staticConsumer("ann", "room").subscribe("other");
                    world.settle(ann);
                    world.topic(TOPIC, 1);
                    ann.subscribe(TOPIC);
                    world.settle(ann);
                    yield new Member(world.world, ann.memberId, ann.epoch, "room");
                }
            };
        }
    }

    private record Member(GroupWorld world, String memberId, int generation, String instanceId) {

        CompletionStage<Map<TopicPartition, ErrorCode>> send(int claimedGeneration, String claimedId,
                String claimedInstanceId, short producerEpoch) {
            return world.groups.commitInTransaction("txn", PRODUCER, producerEpoch, TransactionGate.Mode.ADD, "g",
                    claimedGeneration, claimedId, claimedInstanceId, Map.of(PARTITION, GroupWorld.offset(5)));
        }

        ErrorCode store(int claimedGeneration, String claimedId, String claimedInstanceId) {
            return GroupWorld.only(world.await(send(claimedGeneration, claimedId, claimedInstanceId, EPOCH)));
        }

        /** The offset that a commit of the transaction leaves behind, or -1. */
        long afterCommit() {
            assertThat(world.end(PRODUCER, EPOCH, true)).isEqualTo(ErrorCode.NONE);
            assertThat(world.fetch("g", TOPIC, 0, true).error()).isEqualTo(ErrorCode.NONE);
            return world.fetch("g", TOPIC, 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void who_is_right_in_all_of_them_may(Protocol protocol) {
        Member ann = protocol.member();
        assertThat(ann.store(ann.generation, ann.memberId, ann.instanceId)).isEqualTo(ErrorCode.NONE);
        assertThat(ann.store(ann.generation, ann.memberId, null)).isEqualTo(ErrorCode.NONE);
        assertThat(ann.afterCommit()).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource
    void a_producer_that_names_no_member_may(Protocol protocol) {
        Member ann = protocol.member();
        assertThat(ann.store(-1, "", null)).isEqualTo(ErrorCode.NONE);
        assertThat(ann.afterCommit()).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource
    void who_is_no_member_may_not(Protocol protocol) {
        Member ann = protocol.member();
        assertThat(ann.store(ann.generation, "somebody", null)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(ann.store(-1, "somebody", null)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(ann.store(ann.generation, "somebody", ann.instanceId))
                .isIn(ErrorCode.FENCED_INSTANCE_ID, ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(ann.store(ann.generation, ann.memberId, "attic")).as("under a static name that is not its own")
                .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(ann.afterCommit()).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource
    void a_member_of_another_generation_may_not(Protocol protocol) {
        Member ann = protocol.member();
        for (int wrong : new int[]{-1, 0, ann.generation - 1, ann.generation + 1}) {
            assertThat(ann.store(wrong, ann.memberId, ann.instanceId)).as("generation %d", wrong)
                    .isEqualTo(protocol.wrongGeneration);
        }
        assertThat(ann.afterCommit()).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource
    void an_older_epoch_of_the_producer_may_not(Protocol protocol) {
        Member ann = protocol.member();
        assertThat(ann.world.end(PRODUCER, EPOCH, false)).isEqualTo(ErrorCode.NONE);
        assertThat(GroupWorld.only(ann.world
                .await(ann.send(ann.generation, ann.memberId, ann.instanceId, (short) (EPOCH - 1)))))
                .isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
        assertThat(ann.afterCommit()).isEqualTo(-1);
        assertThat(ann.store(ann.generation, ann.memberId, ann.instanceId)).isEqualTo(ErrorCode.NONE);
        assertThat(ann.afterCommit()).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource
    void who_comes_behind_the_end_of_its_transaction_may_not(Protocol protocol) {
        Member ann = protocol.member();
        ann.world.gate.opens = new CompletableFuture<>();
        CompletionStage<Map<TopicPartition, ErrorCode>> late = ann.send(ann.generation, ann.memberId, ann.instanceId,
                EPOCH);
        assertThat(ann.afterCommit()).isEqualTo(-1);
        ann.world.gate.opens.complete(null);
        assertThat(GroupWorld.only(ann.world.await(late))).isEqualTo(ErrorCode.TRANSACTION_ABORTABLE);
        assertThat(ann.afterCommit()).isEqualTo(-1);
    }
}
