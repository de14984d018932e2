package dev.tidemark.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.group.ConsumerWorld.Consumer;
import dev.tidemark.broker.group.consumer.TopicIdPartition;
import dev.tidemark.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Fifty members of the consumer protocol that come, go, fall silent and restart at random while topics come and grow, over
 * appends that fail and coordinators that crash. The oracle knows only what members were told: no partition is with two of
 * them at a time, and after the storm they share one epoch within two rebalance time-outs of virtual time.
 */
class ConsumerChurnTest {

    private static final int MEMBERS = 50;
    private static final int STEPS = 600;
    private static final int HEARTBEAT_MS = 5_000;
    private static final int REBALANCE_MS = 60_000;

    private final ConsumerWorld world = new ConsumerWorld();
    private final List<Consumer> alive = new ArrayList<>();
    private final List<Consumer> away = new ArrayList<>();
    private int partitions = 20;

    @Test
    void whatever_members_do_no_partition_is_with_two_and_all_come_together_in_the_end() {
        long base = Long.getLong("seed", 848L);
        for (long seed = base; seed < base + 6; seed++) {
            new ConsumerChurnTest().run(seed);
        }
    }

    private void run(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        world.topic("orders", partitions);
        for (int i = 0; i < MEMBERS; i++) {
            Consumer consumer = i % 5 == 0 ? world.staticConsumer("c" + i, "i-" + i) : world.consumer("c" + i);
            away.add(i % 7 == 0 ? consumer.matching("ord.*") : consumer);
        }
        for (int step = 0; step < STEPS; step++) {
            String where = "seed " + seed + ", step " + step;
            disturb(random, where);
            for (int i = 0; i < 3; i++) {
                act(random, where);
            }
            world.world.loop.advanceMs(random.nextInt(1_000));
            assertNoPartitionWithTwo(where);
        }
        comeTogether("seed " + seed);
    }

    private void disturb(SplittableRandom random, String where) {
        switch (random.nextInt(40)) {
            case 0 -> world.world.logs.failNext(1);
            case 1 -> {
                Map<String, String> before = world.world.durable();
                world.crashAndReload();
                assertThat(world.world.durable()).as(where).isEqualTo(before);
            }
            case 2 -> world.topic("orders", partitions += random.nextInt(2));
            default -> {}
        }
    }

    private void act(SplittableRandom random, String where) {
        int dice = random.nextInt(10);
        if (dice < 2 && !away.isEmpty()) {
            Consumer consumer = away.get(random.nextInt(away.size()));
            consumer.join();
            if (consumer.error == ErrorCode.NONE) {
                away.remove(consumer);
                alive.add(consumer);
            }
        } else if (!alive.isEmpty()) {
            Consumer consumer = alive.get(random.nextInt(alive.size()));
            if (dice == 2) {
                leave(consumer, random);
            } else if (dice == 3 && consumer.instanceId == null) {
                vanish(consumer); // without a word; a new process has a new id
            } else {
                consumer.beat();
                assertThat(consumer.error).as(where)
                        .isIn(ErrorCode.NONE, ErrorCode.UNKNOWN_MEMBER_ID, ErrorCode.FENCED_MEMBER_EPOCH,
                                ErrorCode.FENCED_INSTANCE_ID, ErrorCode.COORDINATOR_NOT_AVAILABLE);
            }
        }
    }

    private void leave(Consumer consumer, SplittableRandom random) {
        ErrorCode error = random.nextBoolean() ? consumer.leave() : consumer.leaveForGood();
        if (error == ErrorCode.NONE) {
            vanish(consumer);
        }
    }

    private void vanish(Consumer consumer) {
        alive.remove(consumer);
        consumer.owns = new HashSet<>();
        consumer.epoch = 0;
        consumer.memberId = consumer.memberId + "'";
        away.add(consumer);
    }

    /** Counts only who has heard from the coordinator within its session: others may have been given up. */
    private void assertNoPartitionWithTwo(String where) {
        Map<TopicIdPartition, String> holders = new HashMap<>();
        Set<String> members = new HashSet<>();
        world.describe().members().forEach(member -> members.add(member.memberId()));
        for (Consumer consumer : alive) {
            if (members.contains(consumer.memberId)) {
                for (TopicIdPartition partition : consumer.owns) {
                    String other = holders.put(partition, consumer.memberId);
                    assertThat(other).as("%s: who else has %s", where, partition).isNull();
                }
            }
        }
    }

    private void comeTogether(String where) {
        for (int ms = 0; ms < 2 * REBALANCE_MS; ms += HEARTBEAT_MS) {
            world.world.loop.advanceMs(HEARTBEAT_MS);
            alive.forEach(Consumer::beat);
            alive.forEach(consumer -> assertThat(consumer.error).as(where)
                    .isIn(ErrorCode.NONE, ErrorCode.UNKNOWN_MEMBER_ID, ErrorCode.COORDINATOR_NOT_AVAILABLE));
        }
        assertThat(alive).as(where).isNotEmpty();
        assertThat(alive).as(where).extracting(consumer -> consumer.epoch).containsOnly(world.describe().groupEpoch());
        assertThat(world.state()).as(where).isEqualTo("Stable");
        world.assertDisjointAndComplete(alive, world.all("orders"));
        int least = alive.stream().mapToInt(consumer -> consumer.owns.size()).min().orElseThrow();
        int most = alive.stream().mapToInt(consumer -> consumer.owns.size()).max().orElseThrow();
        assertThat(most - least).as("%s: spread evenly", where).isLessThanOrEqualTo(1);
    }
}
