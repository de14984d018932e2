package dev.tidemark.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.group.GroupWorld.Client;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.JoinGroupResponse;
import dev.tidemark.protocol.message.SyncGroupResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/**
 * Fifty members that come, go, fall silent, rejoin and restart at random, over appends that fail and coordinators that crash.
 * The oracle knows only what members were told: per generation one leader and one set of members, no assignment twice, no
 * committed offset that goes back.
 */
class GroupChurnTest {

    private static final int MEMBERS = 50;
    private static final int STEPS = 3_000;
    private static final int ACTS_PER_STEP = 10;

    /** What one member was last told, and what it waits for. */
    private static final class Life {
        final Client client;
        CompletionStage<JoinGroupResponse> join;
        CompletionStage<SyncGroupResponse> sync;
        boolean assigned;

        Life(Client client) {
            this.client = client;
        }
    }

    private final GroupWorld world = new GroupWorld()
            .with(new GroupSettings(6_000, 1_800_000, Integer.MAX_VALUE, 100, 4_096, GroupWorld.RETENTION_MS, 600_000,
                    GroupWorld.CONSUMERS));
    private final Map<Integer, String> leaderOf = new HashMap<>();
    private final Map<Integer, Set<String>> assignedIn = new HashMap<>();
    private final List<Life> lives = new ArrayList<>();
    private int newestGeneration;
    private long committed = -1;
    private int rebalances;

    @Test
    void whatever_members_do_generations_and_assignments_stay_whole() {
        long base = Long.getLong("seed", 4_242L);
        for (long seed = base; seed < base + 10; seed++) {
            new GroupChurnTest().run(seed);
        }
    }

    private void run(long seed) {
        world.ready();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < MEMBERS; i++) {
            boolean isStatic = i % 5 == 0;
            lives.add(new Life(isStatic ? world.staticClient("c" + i, "i-" + i) : world.client("c" + i)));
        }
        for (int step = 0; step < STEPS; step++) {
            String where = "seed " + seed + ", step " + step;
            boolean storm = step % 200 < 60; // then quiet for longer than a session, so that the group can settle
            if (storm) {
                disturb(random);
            }
            for (int i = 0; i < ACTS_PER_STEP; i++) {
                act(storm ? random.nextInt(300) : 300, lives.get(random.nextInt(MEMBERS)), where);
            }
            world.loop.advanceMs(random.nextInt(200));
            collect(where);
            long stored = world.fetch("g", "topic", 0);
            assertThat(stored).as("%s: a committed offset goes back", where).isGreaterThanOrEqualTo(committed);
        }
        assertThat(rebalances).as("seed %d: generations that were assigned", seed).isGreaterThan(10);
        calmDown(seed);
    }

    private void disturb(SplittableRandom random) {
        int dice = random.nextInt(100);
        if (dice < 3) {
            world.logs.failNext(1);
        } else if (dice < 4) {
            Map<String, String> before = world.durable();
            world.crashAndReload();
            assertThat(world.durable()).isEqualTo(before);
            lives.forEach(life -> {
                life.join = null;
                life.sync = null;
            });
        }
    }

    private void act(int dice, Life life, String where) {
        if (life.join != null || life.sync != null) {
            return;
        }
        Client client = life.client;
        switch (dice) {
            case 0 -> {
                client.leave();
                forget(life);
            }
            case 1 -> forget(life); // its process restarts, or it goes away without a word
            case 2 -> life.join = client.join();
            case 3, 4, 5, 6, 7, 8, 9, 10 -> {
                if (life.assigned && client.commit(committed + 1) == ErrorCode.NONE) {
                    committed++;
                }
            }
            default -> {
                if (!life.assigned) {
                    life.join = client.join();
                } else if (client.heartbeat() != ErrorCode.NONE) {
                    life.join = client.join();
                }
            }
        }
        assertThat(client.generation).as(where).isLessThanOrEqualTo(newestGeneration + 1);
    }

    private void forget(Life life) {
        life.client.memberId = "";
        life.client.generation = -1;
        life.assigned = false;
    }

    /** Takes in what has been answered, and compares it with what others were told. */
    private void collect(String where) {
        for (Life life : lives) {
            if (life.join != null && life.join.toCompletableFuture().isDone()) {
                JoinGroupResponse response = life.join.toCompletableFuture().join();
                life.join = null;
                joined(life, response, where);
            }
            if (life.sync != null && life.sync.toCompletableFuture().isDone()) {
                SyncGroupResponse response = life.sync.toCompletableFuture().join();
                life.sync = null;
                synced(life, response, where);
            }
        }
    }

    private void joined(Life life, JoinGroupResponse response, String where) {
        life.assigned = false;
        if (response.errorCode() != ErrorCode.NONE.code()) {
            if (response.errorCode() == ErrorCode.UNKNOWN_MEMBER_ID.code()
                    || response.errorCode() == ErrorCode.FENCED_INSTANCE_ID.code()) {
                forget(life);
            }
            return;
        }
        Client client = life.client;
        client.memberId = response.memberId();
        client.generation = response.generationId();
        client.leader = response.leader();
        client.others = response.members();
        newestGeneration = Math.max(newestGeneration, response.generationId());
        assertThat(!client.leads()
                || client.others.stream().anyMatch(member -> member.memberId().equals(client.memberId)))
                .as("%s: the leader is among the members", where)
                .isTrue();
        life.sync = client.sync();
        world.loop.runReady();
    }

    private void synced(Life life, SyncGroupResponse response, String where) {
        if (response.errorCode() != ErrorCode.NONE.code()) {
            return;
        }
        life.assigned = true;
        Client client = life.client;
        String assignment = GroupWorld.assignment(response);
        Set<String> given = assignedIn.computeIfAbsent(client.generation, generation -> {
            rebalances++;
            return new HashSet<>();
        });
        // Before its assignment is committed a generation may begin twice: a crash forgets it, and nobody acted in it.
        String leader = leaderOf.putIfAbsent(client.generation, instanceOf(client.leader));
        assertThat(leader == null || leader.equals(instanceOf(client.leader)))
                .as("%s: generation %d is assigned by %s and %s", where, client.generation, leader, client.leader)
                .isTrue();
        boolean itsOwnAgain = client.instanceId != null || assignment.equals("for " + client.memberId);
        assertThat(given.add(assignment) || itsOwnAgain)
                .as("%s: %s of generation %d is given twice", where, assignment, client.generation)
                .isTrue();
        assertThat(itsOwnAgain || assignment.isEmpty()).as("%s: %s got %s", where, client.memberId, assignment)
                .isTrue();
    }

    /** A static leader keeps its name when its member id changes. */
    private static String instanceOf(String memberId) {
        return memberId.substring(0, Math.max(0, memberId.length() - 37));
    }

    /** When nothing disturbs any more, everybody who wants ends up in one generation. */
    private void calmDown(long seed) {
        world.logs.failNext(0);
        for (int round = 0; round < 400; round++) {
            for (Life life : lives) {
                if (life.join == null && life.sync == null
                        && (!life.assigned || life.client.heartbeat() != ErrorCode.NONE)) {
                    life.join = life.client.join();
                }
            }
            world.loop.advanceMs(500);
            collect("seed " + seed + ", calm");
        }
        assertThat(lives).as("seed %d: who is assigned", seed).allMatch(life -> life.assigned);
        assertThat(lives.stream().map(life -> life.client.generation).distinct()).as("seed %d: generations", seed)
                .hasSize(1);
        assertThat(world.await(world.groups.describe(new DescribeGroup("g"))).members()).hasSize(MEMBERS);
    }
}
