package dev.tidemark.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.group.ConsumerWorld.Consumer;
import dev.tidemark.broker.group.GroupWorld.Client;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.codec.MessageCodecs;
import dev.tidemark.protocol.message.ConsumerProtocolAssignment;
import dev.tidemark.protocol.message.ConsumerProtocolSubscription;
import dev.tidemark.protocol.message.JoinGroupResponse;
import dev.tidemark.protocol.message.ListGroupsResponse.ListedGroup;
import dev.tidemark.protocol.message.SyncGroupResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/**
 * Fifty members of both protocols (classic ones eager, cooperative and static) that come, go and fall silent at random, so
 * that the group changes its form again and again, over appends that fail and coordinators that crash. In the end, with
 * members of the consumer protocol or without any, all share one epoch or generation within two rebalance time-outs of virtual
 * time, and every partition is with one of them.
 */
class MixedChurnTest {

    private static final int MEMBERS = 50;
    private static final int STEPS = 400;
    private static final int PARTITIONS = 60;
    private static final int REBALANCE_MS = 60_000;

    /** A member of the classic protocol, driven a step at a time. */
    private final class Old {
        final Client client;
        final boolean cooperative;
        Set<Integer> owns = new TreeSet<>();
        CompletionStage<JoinGroupResponse> join;
        CompletionStage<SyncGroupResponse> sync;

        Old(Client client, boolean cooperative) {
            this.client = client;
            this.cooperative = cooperative;
            client.tells = this::subscription;
            client.assign = MixedChurnTest::giveOut;
        }

        private ByteBuffer subscription() {
            List<ConsumerProtocolSubscription.TopicPartition> owned = cooperative && !owns.isEmpty()
                    ? List.of(new ConsumerProtocolSubscription.TopicPartition("topic", List.copyOf(owns)))
                    : List.of();
            return MessageCodecs.of(ConsumerProtocolSubscription.class)
                    .toVersionedBuffer(ConsumerProtocolSubscription.builder()
                            .topics(List.of("topic"))
                            .userData(null)
                            .ownedPartitions(owned)
                            .build(), (short) 1);
        }

        void step() {
            if (join != null) {
                joinAnswered();
            } else if (sync != null) {
                syncAnswered();
            } else if (client.generation < 0) {
                joinAgain();
            } else {
                heartbeat();
            }
        }

        private void joinAgain() {
            if (!cooperative) {
                owns.clear();
            }
            join = client.join();
        }

        private void startAnew() {
            owns.clear();
            client.memberId = "";
            client.generation = -1;
        }

        private void joinAnswered() {
            if (GroupWorld.waits(join)) {
                return;
            }
            JoinGroupResponse answer = join.toCompletableFuture().join();
            join = null;
            switch (ErrorCode.of(answer.errorCode())) {
                case NONE -> {
                    client.memberId = answer.memberId();
                    client.generation = answer.generationId();
                    client.leader = answer.leader();
                    client.others = answer.members();
                    sync = client.sync();
                }
                case UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID -> startAnew();
                default -> client.generation = -1;
            }
        }

        private void syncAnswered() {
            if (GroupWorld.waits(sync)) {
                return;
            }
            SyncGroupResponse answer = sync.toCompletableFuture().join();
            sync = null;
            switch (ErrorCode.of(answer.errorCode())) {
                case NONE -> {
                    Set<Integer> before = new TreeSet<>(owns);
                    owns = assigned(answer);
                    if (cooperative && !owns.containsAll(before)) {
                        joinAgain();
                    }
                }
                case UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID -> startAnew();
                default -> client.generation = -1;
            }
        }

        private void heartbeat() {
            switch (client.heartbeat()) {
                case NONE, COORDINATOR_NOT_AVAILABLE -> {}
                case REBALANCE_IN_PROGRESS -> joinAgain();
                case ILLEGAL_GENERATION -> {
                    owns.clear();
                    client.generation = -1;
                }
                default -> startAnew();
            }
        }

        void leave() {
            if (join == null && sync == null && client.generation >= 0 && client.instanceId == null) {
                client.leave();
            }
            vanish();
        }

        void vanish() {
            join = null;
            sync = null;
            startAnew();
        }

        void forgetRequests() {
            if (join != null || sync != null) {
                join = null;
                sync = null;
                client.generation = -1;
            }
        }
    }

    private final ConsumerWorld world = new ConsumerWorld();
    private final List<Old> olds = new ArrayList<>();
    private final List<Consumer> moderns = new ArrayList<>();
    private final Set<Object> alive = new HashSet<>();
    private int changes;
    private String form = "";

    static Map<String, List<Integer>> giveOut(List<String> members) {
        Map<String, List<Integer>> shares = new HashMap<>();
        for (int i = 0; i < PARTITIONS; i++) {
            shares.computeIfAbsent(members.get(i % members.size()), member -> new ArrayList<>()).add(i);
        }
        return shares;
    }

    private static Set<Integer> assigned(SyncGroupResponse answer) {
        Set<Integer> numbers = new TreeSet<>();
        ByteBuffer bytes = answer.assignment().duplicate();
        if (bytes.hasRemaining()) {
            short version = bytes.getShort();
            MessageCodecs.of(ConsumerProtocolAssignment.class)
                    .fromBuffer(bytes, version)
                    .assignedPartitions()
                    .forEach(topic -> numbers.addAll(topic.partitions()));
        }
        return numbers;
    }

    @Test
    void members_of_both_protocols_come_together_whatever_form_the_group_had() {
        long base = Long.getLong("seed", 1_848L);
        for (long seed = base; seed < base + 10; seed++) {
            new MixedChurnTest().run(seed);
        }
    }

    private void run(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        world.topic("topic", PARTITIONS);
        for (int i = 0; i < MEMBERS; i++) {
            if (i % 3 == 0) {
                moderns.add(world.consumer("m" + i).subscribe("topic"));
            } else {
                Client client = i % 5 == 0 ? world.world.staticClient("o" + i, "i-" + i) : world.world.client("o" + i);
                olds.add(new Old(client, i % 2 == 0));
            }
        }
        for (int step = 0; step < STEPS; step++) {
            disturb(random);
            int modernsWanted = step / 50 % 2 == 0 ? 2 : 0;
            for (int i = 0; i < 4; i++) {
                actOld(olds.get(random.nextInt(olds.size())), random);
            }
            actModern(moderns.get(random.nextInt(moderns.size())), random, modernsWanted);
            world.world.loop.advanceMs(random.nextInt(1_500));
            noteForm();
        }
        assertThat(changes).as("seed %d: changes of form", seed).isGreaterThan(2);
        comeTogether("seed " + seed, seed % 2 == 0);
    }

    private void noteForm() {
        List<ListedGroup> groups = world.world.await(world.world.groups.list(new ListedGroups(List.of(), List.of())))
                .groups();
        assertThat(groups).as("one group in one form").hasSizeLessThanOrEqualTo(1);
        String now = groups.isEmpty() ? "" : groups.get(0).groupType();
        if (!now.equals(form)) {
            changes++;
        }
        form = now;
    }

    private void disturb(SplittableRandom random) {
        switch (random.nextInt(60)) {
            case 0 -> world.world.logs.failNext(1);
            case 1 -> {
                Map<String, String> before = world.world.durable();
                world.crashAndReload();
                assertThat(world.world.durable()).isEqualTo(before);
                olds.forEach(Old::forgetRequests);
            }
            default -> {}
        }
    }

    private void actOld(Old old, SplittableRandom random) {
        int dice = random.nextInt(40);
        if (!alive.contains(old)) {
            if (dice < 10) {
                alive.add(old);
                old.step();
            }
        } else if (dice == 0) {
            old.leave();
            alive.remove(old);
        } else if (dice == 1) {
            old.vanish();
            alive.remove(old);
        } else {
            old.step();
        }
    }

    private void actModern(Consumer modern, SplittableRandom random, int wanted) {
        long here = moderns.stream().filter(alive::contains).count();
        if (!alive.contains(modern)) {
            if (here < wanted && modern.join() == ErrorCode.NONE) {
                alive.add(modern);
            }
        } else if (here > wanted || random.nextInt(20) == 0) {
            goModern(modern);
        } else {
            modern.beat();
        }
    }

    private void goModern(Consumer modern) {
        if (modern.epoch == 0 || modern.leaveForGood() == ErrorCode.NONE) {
            alive.remove(modern);
            modern.memberId += "'";
        }
    }

    private void comeTogether(String where, boolean withModerns) {
        for (Consumer modern : moderns) {
            if (alive.contains(modern) && !withModerns) {
                modern.beat();
                goModern(modern);
            }
        }
        if (withModerns) {
            alive.add(moderns.get(0));
        }
        alive.addAll(olds.subList(0, 10));
        for (int ms = 0; ms < 2 * REBALANCE_MS; ms += 1_000) {
            world.world.loop.advanceMs(1_000);
            olds.stream().filter(alive::contains).forEach(Old::step);
            moderns.stream().filter(alive::contains).forEach(Consumer::beat);
        }
        Set<Integer> epochs = new HashSet<>();
        List<Integer> partitions = new ArrayList<>();
        for (Old old : olds) {
            if (alive.contains(old)) {
                assertThat(old.join).as("%s: %s waits", where, old.client.name).isNull();
                epochs.add(old.client.generation);
                partitions.addAll(old.owns);
            }
        }
        for (Consumer modern : moderns) {
            if (alive.contains(modern)) {
                epochs.add(modern.epoch);
                modern.owns.forEach(partition -> partitions.add(partition.partition()));
            }
        }
        assertThat(epochs).as("%s: one epoch for all", where).hasSize(1);
        assertThat(partitions).as("%s: each partition once", where).hasSize(PARTITIONS).doesNotHaveDuplicates();
        noteForm();
        assertThat(form).as(where).isEqualTo(withModerns ? "consumer" : "classic");
    }
}
