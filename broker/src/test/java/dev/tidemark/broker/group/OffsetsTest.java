package dev.tidemark.broker.group;

import static dev.tidemark.broker.group.GroupWorld.offset;
import static dev.tidemark.broker.group.GroupWorld.only;
import static dev.tidemark.broker.group.GroupWorld.waits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.group.GroupWorld.Client;
import dev.tidemark.broker.group.OffsetsToCommit.OffsetToCommit;
import dev.tidemark.broker.group.OffsetsToFetch.FetchedOffset;
import dev.tidemark.broker.txn.TransactionGate;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OffsetsTest {

    private final GroupWorld world = new GroupWorld();

    @BeforeEach
    void load() {
        world.ready();
    }

    @Test
    void an_offset_comes_back_with_its_epoch_and_metadata() {
        assertThat(only(world.commit("g", "t", 0, 42))).isEqualTo(ErrorCode.NONE);
        assertThat(world.fetch("g", "t", 0, false)).isEqualTo(new FetchedOffset(42, 7, "m42", ErrorCode.NONE));
        assertThat(world.fetch("g", "t", 1, false)).isEqualTo(FetchedOffset.NONE);
        assertThat(world.fetch("other", "t", 0, true)).isEqualTo(FetchedOffset.NONE);
        world.commit("g", "t", 1, 43);
        assertThat(world.await(world.groups.fetch(new OffsetsToFetch("g", "", -1, null, false))).offsets())
                .containsOnlyKeys(new TopicPartition("t", 0), new TopicPartition("t", 1));
    }

    @Test
    void an_offset_is_seen_only_once_it_is_committed_and_a_lost_one_never() {
        world.commit("g", "t", 0, 1);
        world.logs.hold();
        CompletionStage<Map<TopicPartition, ErrorCode>> commits = world.groups
                .commit(new OffsetsToCommit("g", -1, "", null, true, Map.of(new TopicPartition("t", 0), offset(2))));
        CompletionStage<OffsetsToFetch.Fetched> fetches = world.groups
                .fetch(new OffsetsToFetch("g", "", -1, null, false));
        world.loop.runReady();
        assertThat(waits(commits)).isTrue();
        assertThat(waits(fetches)).as("it saw an offset that may be lost").isTrue();
        world.logs.release();
        assertThat(only(world.await(commits))).isEqualTo(ErrorCode.NONE);
        assertThat(world.await(fetches).offsets().get(new TopicPartition("t", 0)).offset()).isEqualTo(2);

        world.logs.failNext(1);
        assertThat(only(world.commit("g", "t", 0, 3))).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(world.fetch("g", "t", 0)).isEqualTo(2);
        world.crashAndReload();
        assertThat(world.fetch("g", "t", 0)).isEqualTo(2);
    }

    @Test
    void a_failed_append_takes_along_what_was_decided_behind_it() {
        world.commit("g", "t", 0, 1);
        Map<String, String> before = world.durable();
        world.logs.hold();
        world.logs.failNext(1);
        CompletionStage<Map<TopicPartition, ErrorCode>> first = world.groups
                .commit(new OffsetsToCommit("g", -1, "", null, true, Map.of(new TopicPartition("t", 0), offset(2))));
        CompletionStage<Map<TopicPartition, ErrorCode>> second = world.groups
                .commit(new OffsetsToCommit("h", -1, "", null, true, Map.of(new TopicPartition("t", 5), offset(9))));
        world.logs.release();
        assertThat(only(world.await(first))).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(only(world.await(second))).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(world.durable()).isEqualTo(before);
        assertThat(only(world.commit("h", "t", 5, 9))).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void many_commits_share_one_append() {
        world.logs.hold();
        for (int i = 0; i < 50; i++) {
            world.groups
                    .commit(new OffsetsToCommit("g" + i, -1, "", null, true,
                            Map.of(new TopicPartition("t", 0), offset(i))));
        }
        world.logs.release();
        world.loop.runReady();
        assertThat(world.logs.appends()).as("the first, and all that came meanwhile").isEqualTo(2);
        assertThat(world.fetch("g49", "t", 0)).isEqualTo(49);
    }

    @Test
    void long_metadata_is_refused_for_its_partition_alone() {
        OffsetToCommit wordy = new OffsetToCommit(1, -1, "x".repeat(4_097), CommittedOffset.NO_EXPIRY);
        Map<TopicPartition, ErrorCode> results = world
                .await(world.groups.commit(new OffsetsToCommit("g", -1, "", null, true,
                        Map.of(new TopicPartition("t", 0), wordy, new TopicPartition("t", 1), offset(5)))));
        assertThat(results).containsEntry(new TopicPartition("t", 0), ErrorCode.OFFSET_METADATA_TOO_LARGE)
                .containsEntry(new TopicPartition("t", 1), ErrorCode.NONE);
        assertThat(world.fetch("g", "t", 0)).isEqualTo(-1);
    }

    @Test
    void more_offsets_than_a_batch_takes_are_refused_and_leave_nothing() {
        Map<TopicPartition, OffsetToCommit> many = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            many.put(new TopicPartition("t", i), new OffsetToCommit(1, -1, "x".repeat(4_000), -1));
        }
        assertThat(world.await(world.groups.commit(new OffsetsToCommit("g", -1, "", null, true, many))).values())
                .containsOnly(ErrorCode.INVALID_COMMIT_OFFSET_SIZE);
        assertThat(world.durable()).isEmpty();
    }

    @Test
    void a_stranger_cannot_commit_for_a_group_with_members() {
        Client ann = world.client("ann");
        world.settle(ann);
        assertThat(only(world.commit("g", "t", 0, 1))).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(ann.commit(3)).isEqualTo(ErrorCode.NONE);
    }

    // transactions

    @Test
    void offsets_of_an_open_transaction_are_unstable_then_count_or_vanish() {
        world.commit("g", "t", 0, 10);
        assertThat(only(world.await(world.commitInTransaction(7, 0, "g", "t", 0, 20)))).isEqualTo(ErrorCode.NONE);
        assertThat(world.fetch("g", "t", 0, false).offset()).isEqualTo(10);
        assertThat(world.fetch("g", "t", 0, true)).isEqualTo(FetchedOffset.UNSTABLE);
        assertThat(world.fetch("g", "t", 1, true)).isEqualTo(FetchedOffset.NONE);

        assertThat(world.end(7, 1, true)).isEqualTo(ErrorCode.NONE);
        assertThat(world.fetch("g", "t", 0, true).offset()).isEqualTo(20);

        world.await(world.commitInTransaction(7, 1, "g", "t", 0, 30));
        world.end(7, 2, false);
        assertThat(world.fetch("g", "t", 0, true).offset()).isEqualTo(20);
        assertThat(world.end(7, 2, false)).as("a repeated marker").isEqualTo(ErrorCode.NONE);
    }

    @Test
    void the_offset_stored_last_wins_whenever_the_transaction_ends() {
        world.await(world.commitInTransaction(7, 0, "g", "t", 0, 20));
        world.commit("g", "t", 0, 25);
        world.end(7, 1, true);
        assertThat(world.fetch("g", "t", 0)).isEqualTo(25);
        world.crashAndReload();
        assertThat(world.fetch("g", "t", 0)).isEqualTo(25);
    }

    @Test
    void pending_offsets_survive_a_crash_and_the_marker_decides_after_it() {
        world.await(world.commitInTransaction(7, 0, "g", "t", 0, 20));
        world.await(world.commitInTransaction(8, 0, "g", "t", 1, 30));
        world.crashAndReload();
        assertThat(world.fetch("g", "t", 0, true)).isEqualTo(FetchedOffset.UNSTABLE);
        world.end(7, 1, true);
        world.end(8, 1, false);
        Map<String, String> before = world.durable();
        world.crashAndReload();
        assertThat(world.durable()).isEqualTo(before);
        assertThat(world.fetch("g", "t", 0, true).offset()).isEqualTo(20);
        assertThat(world.fetch("g", "t", 1, true)).isEqualTo(FetchedOffset.NONE);
    }

    @Test
    void a_lost_marker_leaves_the_offsets_pending() {
        world.await(world.commitInTransaction(7, 0, "g", "t", 0, 20));
        world.logs.failNext(1);
        assertThat(world.end(7, 1, true)).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(world.fetch("g", "t", 0, true)).isEqualTo(FetchedOffset.UNSTABLE);
        assertThat(world.end(7, 1, true)).isEqualTo(ErrorCode.NONE);
        assertThat(world.fetch("g", "t", 0, true).offset()).isEqualTo(20);
    }

    @Test
    void the_gate_decides_who_may_store_offsets() {
        world.gate.verdict = ErrorCode.PRODUCER_FENCED;
        assertThat(only(world.await(world.commitInTransaction(7, 0, "g", "t", 0, 20))))
                .isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(world.durable()).isEmpty();
    }

    @Test
    void offsets_that_come_after_the_end_of_their_transaction_are_refused() {
        world.gate.opens = new CompletableFuture<>();
        CompletionStage<Map<TopicPartition, ErrorCode>> late = world.commitInTransaction(7, 0, "g", "t", 0, 20);
        world.loop.runReady();
        assertThat(waits(late)).as("the transaction coordinator thinks").isTrue();
        world.end(7, 0, true);
        world.gate.opens.complete(null);
        assertThat(only(world.await(late))).as("first protocol: the epoch is the same, the ticket is torn")
                .isEqualTo(ErrorCode.TRANSACTION_ABORTABLE);
        assertThat(world.fetch("g", "t", 0, true)).as("nothing hangs").isEqualTo(FetchedOffset.NONE);
    }

    @Test
    void an_older_epoch_of_the_producer_is_fenced() {
        world.end(7, 3, true);
        assertThat(only(world.await(world.commitInTransaction(7, 2, "g", "t", 0, 20))))
                .isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
        assertThat(only(world.await(world.commitInTransaction(7, 3, "g", "t", 0, 20)))).isEqualTo(ErrorCode.NONE);
        world.crashAndReload();
        assertThat(only(world.await(world.commitInTransaction(7, 2, "g", "t", 0, 20))))
                .isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
    }

    @Test
    void a_zombie_of_the_group_cannot_store_offsets_in_a_transaction() {
        Client ann = world.client("ann");
        world.settle(ann);
        assertThat(inTransaction(ann.generation, ann.memberId)).isEqualTo(ErrorCode.NONE);
        assertThat(inTransaction(ann.generation - 1, ann.memberId)).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        assertThat(inTransaction(ann.generation, "someone")).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(inTransaction(-1, "")).as("a producer that does not say").isEqualTo(ErrorCode.NONE);
    }

    private ErrorCode inTransaction(int generation, String memberId) {
        return only(world.await(world.groups.commitInTransaction("txn", 7, (short) 0, TransactionGate.Mode.VERIFY, "g",
                generation, memberId, null, Map.of(new TopicPartition("t", 0), offset(1)))));
    }

    // expiry

    @Test
    void offsets_of_an_empty_group_expire_and_with_the_last_one_the_group() {
        Client ann = world.client("ann");
        world.settle(ann);
        ann.commit(5);
        ann.leave();
        world.loop.advanceMs(GroupWorld.RETENTION_MS - 600_000);
        assertThat(world.fetch("g", "topic", 0)).isEqualTo(5);
        world.loop.advanceMs(1_200_000);
        assertThat(world.fetch("g", "topic", 0)).isEqualTo(-1);
        assertThat(world.durable()).isEmpty();
        world.crashAndReload();
        assertThat(world.durable()).as("tombstones").isEmpty();
    }

    @Test
    void offsets_of_a_group_without_members_expire_after_their_commit() {
        world.commit("g", "t", 0, 1);
        world.loop.advanceMs(GroupWorld.RETENTION_MS / 2);
        world.commit("g", "t", 1, 2);
        world.loop.advanceMs(GroupWorld.RETENTION_MS / 2 + 600_000);
        assertThat(world.fetch("g", "t", 0)).isEqualTo(-1);
        assertThat(world.fetch("g", "t", 1)).isEqualTo(2);
    }

    @Test
    void exempt_groups_and_open_transactions_keep_their_offsets() {
        world.exempt.add("app");
        world.commit("app", "t", 0, 1);
        world.commit("g", "t", 0, 2);
        world.await(world.commitInTransaction(7, 0, "g", "t", 0, 3));
        world.loop.advanceMs(2 * GroupWorld.RETENTION_MS);
        assertThat(world.fetch("app", "t", 0)).isEqualTo(1);
        assertThat(world.fetch("g", "t", 0)).isEqualTo(2);
    }

    @Test
    void offsets_of_a_deleted_topic_are_forgotten() {
        world.commit("g", "t", 0, 1);
        world.commit("g", "u", 0, 2);
        world.groups.topicsDeleted(Set.of("t"));
        world.loop.runReady();
        assertThat(world.fetch("g", "t", 0)).isEqualTo(-1);
        assertThat(world.fetch("g", "u", 0)).isEqualTo(2);
    }

    @Test
    void a_client_may_ask_for_an_expiry_of_its_own() {
        long nowMs = world.clock.wallMs();
        world.await(world.groups.commit(new OffsetsToCommit("g", -1, "", null, true,
                Map.of(new TopicPartition("t", 0), new OffsetToCommit(1, -1, null, nowMs + 3_600_000)))));
        world.crashAndReload();
        assertThat(world.fetch("g", "t", 0)).isEqualTo(1);
        world.loop.advanceMs(2 * 3_600_000);
        assertThat(world.fetch("g", "t", 0)).isEqualTo(-1);
        assertThat(List.copyOf(world.durable().keySet())).isEmpty();
    }
}
