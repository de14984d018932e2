package dev.tidemark.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.coordinator.MemoryCoordinatorLogs;
import dev.tidemark.broker.group.ConsumerWorld.Consumer;
import dev.tidemark.broker.group.consumer.TopicIdPartition;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ConsumerGroupDescribeResponse.Member;
import dev.tidemark.record.RecordBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Target assignments that are too large for one batch of the log. */
class TargetInSeveralBatchesTest {

    private static final int BATCH_BYTES_MAX = 10_000;
    private static final int PARTITIONS = 6_000;

    private ConsumerWorld world = new ConsumerWorld();
    private List<Consumer> members = new ArrayList<>();

    /** Six members with a partition each; the topic has grown, and somebody has noticed. */
    private void aTopicHasGrown() {
        world.world.logs.batchBytesMax(BATCH_BYTES_MAX);
        world.topic("orders", 6);
        for (int i = 0; i < 6; i++) {
            members.add(world.consumer("c" + i));
        }
        world.settle(members);
        world.topic("orders", PARTITIONS);
        members.get(0).beat();
        assertThat(world.world.background).hasSize(1);
    }

    private void workOut() {
        assertThat(world.world.background).hasSize(1);
        world.world.background.remove().run();
        world.world.loop.runReady();
    }

    private List<RecordBatch> batches() {
        TopicPartition partition = world.world.groups.partitionOf("g");
        return world.world.logs.batches(partition);
    }

    private Map<String, Set<TopicIdPartition>> owned() {
        Map<String, Set<TopicIdPartition>> owned = new HashMap<>();
        members.forEach(member -> owned.put(member.name, Set.copyOf(member.owns)));
        return owned;
    }

    private void nobodyHasAnotherTargetThanWhatItHas() {
        assertThat(world.state()).isEqualTo("Assigning");
        for (Member member : world.describe().members()) {
            assertThat(member.targetAssignment()).as(member.memberId()).isEqualTo(member.assignment());
        }
    }

    private void allComeTogether() {
        world.settle(members);
        world.assertDisjointAndComplete(members, world.all("orders"));
    }

    @Test
    void it_is_written_in_as_many_batches_as_it_takes() {
        aTopicHasGrown();
        int before = batches().size();
        workOut();
        assertThat(batches().size() - before).isGreaterThan(2);
        assertThat(batches()).allMatch(batch -> batch.sizeInBytes() <= BATCH_BYTES_MAX);
        assertThat(world.describe().assignmentEpoch()).isEqualTo(world.describe().groupEpoch());
        Map<String, String> durable = world.world.durable();
        world.crashAndReload();
        assertThat(world.world.durable()).isEqualTo(durable);
        allComeTogether();
    }

    @Test
    void after_a_crash_between_its_batches_members_keep_what_they_have_and_another_is_made() {
        int batchesOfTarget;
        int lost = 0;
        do {
            lost++;
            world = new ConsumerWorld();
            members = new ArrayList<>();
            aTopicHasGrown();
            int before = batches().size();
            int epoch = world.describe().assignmentEpoch();
            Map<String, Set<TopicIdPartition>> owned = owned();
            workOut();
            batchesOfTarget = batches().size() - before;
            world.crashLosing(lost);
            assertThat(world.describe().assignmentEpoch()).as("lost: %d", lost).isEqualTo(epoch);
            nobodyHasAnotherTargetThanWhatItHas();

            Consumer late = world.consumer("late");
            assertThat(late.join()).isEqualTo(ErrorCode.NONE);
            assertThat(late.epoch).as("lost: %d", lost).isEqualTo(epoch);
            assertThat(late.owns).isEmpty();
            members.forEach(Consumer::beat);
            assertThat(owned()).as("lost: %d", lost).isEqualTo(owned);

            members.add(late);
            workOut();
            allComeTogether();
            assertThat(late.owns).isNotEmpty();
        } while (lost < batchesOfTarget);
        assertThat(batchesOfTarget).isGreaterThan(2);
    }

    @Test
    void a_share_that_only_a_part_of_a_target_gave_is_overwritten_when_the_next_gives_what_the_member_has() {
        world.world.logs.batchBytesMax(BATCH_BYTES_MAX);
        world.topic("orders", 6);
        for (int i = 0; i < 6; i++) {
            members.add(world.consumer("c" + i).subscribe("orders", "bulk"));
        }
        world.settle(members);
        Map<String, Set<TopicIdPartition>> owned = owned();
        world.topic("bulk", PARTITIONS);
        members.get(0).beat();
        workOut();
        world.crashLosing(1);
        nobodyHasAnotherTargetThanWhatItHas();
        world.deleteTopic("bulk");
        allComeTogether();
        assertThat(owned()).isEqualTo(owned);
    }

    @Test
    void when_its_second_append_fails_members_keep_what_they_have_and_it_is_written_again() {
        world.topic("orders", 260);
        for (int i = 0; i < 130; i++) { // whose ids alone are more than an append takes
            Consumer member = world.consumer("c" + i);
            member.memberId = "c" + i + "-".repeat(10_000);
            members.add(member);
            assertThat(member.join()).isEqualTo(ErrorCode.NONE);
        }
        workOut();
        members.get(0).beat();
        int epoch = world.describe().assignmentEpoch();
        MemoryCoordinatorLogs logs = world.world.logs;
        int before = logs.appends();
        world.world.background.remove().run();
        while (logs.appends() == before) {
            assertThat(world.world.loop.runOne()).isTrue();
        }
        logs.failNext(1);
        world.world.loop.runReady();
        assertThat(logs.appends() - before).isEqualTo(2);
        assertThat(world.describe().assignmentEpoch()).isEqualTo(epoch);
        nobodyHasAnotherTargetThanWhatItHas();

        world.world.loop.advanceMs(1_000);
        assertThat(world.describe().assignmentEpoch()).isEqualTo(world.describe().groupEpoch());
        allComeTogether();
    }

    @Test
    void a_small_group_s_target_that_might_not_fit_is_written_so_too() {
        world.world.logs.batchBytesMax(1_500);
        world.topic("orders", 3);
        for (int i = 0; i < 3; i++) {
            members.add(world.consumer("c" + i));
        }
        world.settle(members);
        world.topic("orders", 300);
        assertThat(members.get(0).beat()).isEqualTo(ErrorCode.NONE);
        workOut();
        allComeTogether();
    }

    @Test
    void with_a_share_that_no_batch_takes_members_keep_what_they_have_until_it_fits() {
        aTopicHasGrown();
        world.world.logs.batchBytesMax(2_000);
        Map<String, Set<TopicIdPartition>> owned = owned();
        int before = batches().size();
        workOut();
        members.forEach(member -> assertThat(member.beat()).isEqualTo(ErrorCode.NONE));
        assertThat(owned()).isEqualTo(owned);
        assertThat(batches()).as("nothing of it is written").hasSize(before);
        nobodyHasAnotherTargetThanWhatItHas();
        assertThat(world.world.background).as("it would come out the same").isEmpty();

        world.world.logs.batchBytesMax(BATCH_BYTES_MAX);
        members.get(0).beat();
        workOut();
        allComeTogether();
    }

    @Test
    void a_first_share_that_no_batch_takes_is_an_error_that_says_so() {
        world.world.logs.batchBytesMax(2_000);
        world.topic("orders", PARTITIONS);
        Consumer ann = world.consumer("ann");
        assertThat(ann.join()).isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR);
        assertThat(ann.message).contains("does not fit into a batch of __consumer_offsets")
                .contains("max.message.bytes");
        assertThat(world.describe().errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND.code());
    }
}
