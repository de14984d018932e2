package dev.tidemark.verification.simulation.run;

import dev.tidemark.client.admin.NewTopic;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.verification.simulation.check.GroupsSettle;
import dev.tidemark.verification.simulation.check.Jury;
import dev.tidemark.verification.simulation.cluster.SimClient;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.fault.FaultPlan;
import dev.tidemark.verification.simulation.history.Cleanup;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.Isolation;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.Recorder;
import dev.tidemark.verification.simulation.workload.AppendingProducer;
import dev.tidemark.verification.simulation.workload.GroupChurn;
import dev.tidemark.verification.simulation.workload.GroupMember;
import dev.tidemark.verification.simulation.workload.GroupProbe;
import dev.tidemark.verification.simulation.workload.PartitionProbe;
import dev.tidemark.verification.simulation.workload.Partitions;
import dev.tidemark.verification.simulation.workload.ReadingConsumer;
import dev.tidemark.verification.simulation.workload.Topics;
import dev.tidemark.verification.simulation.workload.plan.GroupChurnPlan;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Two groups, one of each way to share partitions out, whose members come, leave and die: now and then at first, every 100 ms in a storm. Then the groups
 * are at rest in bounded time and read all there is; what they committed never went back on the way.
 */
public final class GroupChurnScenario implements Scenario {

    private static final String TOPIC = "shared";
    private static final int PARTITIONS = 4;
    private static final int MEMBERS_MAX = 4;
    private static final int CALM_PAUSE_MS = 6_000;
    private static final int STORM_PAUSE_MS = 200;
    private static final long SETTLED_WITHIN_MS = 30_000;
    private static final long AT_REST_MS = 15_000;
    private static final long QUIET_MS = 180_000;
    /** Above the numbers that {@link HistoryBook} gives to its clients. */
    private static final int FIRST_CLIENT = 1_000_000;

    private final long faultyMs;
    private final long stormMs;

    /**
     * @param faultyMs how long faults strike
     * @param stormMs how long members come and go every 100 ms, at the end of that
     */
    public GroupChurnScenario(long faultyMs, long stormMs) {
        this.faultyMs = faultyMs;
        this.stormMs = Math.min(stormMs, faultyMs);
    }

    @Override
    public String name() {
        return "group-churn";
    }

    @Override
    public Map<String, String> brokerSettings() {
        return Map.of();
    }

    @Override
    public long faultyMs() {
        return faultyMs;
    }

    @Override
    public List<String> play(SimWorld world, FaultPlan plan) {
        return new Play(world).run(plan);
    }

    /** One play; confined to the simulation's thread. */
    private final class Play {

        private final SimWorld world;
        private final Findings findings;
        private final NumberBook book = new NumberBook(FIRST_CLIENT);
        private final Map<String, GroupProbe> lags = new TreeMap<>();
        private final Map<GroupMember.Sharing, List<GroupChurn>> churns = new EnumMap<>(GroupMember.Sharing.class);

        private Play(SimWorld world) {
            this.world = world;
            this.findings = new Findings(world);
        }

        private List<String> run(FaultPlan plan) {
            world.broker().start();
            Topics.create(world, NewTopic.of(TOPIC, PARTITIONS));
            AppendingProducer producer = new AppendingProducer(world.client("writes"),
                    world.scheduler().seed().stream("plan of writes"), Map.of(), TOPIC, PARTITIONS, Integer.MAX_VALUE,
                    200);
            producer.start();
            List<TopicPartition> partitions = Partitions.of(TOPIC, PARTITIONS);
            for (GroupMember.Sharing sharing : GroupMember.Sharing.values()) {
                churns.put(sharing, new ArrayList<>());
                GroupProbe probe = new GroupProbe(world.client("asks where " + group(sharing) + " stands"),
                        group(sharing), partitions);
                probe.start();
                lags.put(group(sharing), probe);
            }
            PartitionProbe ends = new PartitionProbe(world.client("asks where partitions end"), partitions);
            ends.start();
            plan.unleash(world);
            churn("calm", MEMBERS_MAX, CALM_PAUSE_MS, faultyMs - stormMs);
            churn("storm", 2 * MEMBERS_MAX, STORM_PAUSE_MS, stormMs);
            FaultPlan.heal(world);
            findings.demand(this::allGoOn, QUIET_MS, "the broker serves, and nobody stands still");
            world.runForMs(SETTLED_WITHIN_MS);
            settled();
            producer.rest();
            findings.demand(producer::done, QUIET_MS, "each record is acknowledged or given up");
            long allWrittenNs = world.scheduler().nowNanos();
            lags.forEach((group, probe) -> findings.demand(() -> caughtUp(probe, ends, allWrittenNs),
                    SETTLED_WITHIN_MS, group + " has read all there is"));
            judge(producer, ends);
            return findings.list();
        }

        /** Whether all partitions are told of, and the group stands at their ends. */
        private static boolean caughtUp(GroupProbe group, PartitionProbe ends, long sinceNs) {
            Map<TopicPartition, Long> told = ends.endsSince(sinceNs);
            if (told.size() < PARTITIONS) {
                return false;
            }
            told.values().removeIf(end -> end == 0); // nothing was written, so nothing is committed
            return group.toldSince(sinceNs).equals(told);
        }

        /** Members come and go for so long; those who are there in the end stay. */
        private void churn(String weather, int membersMax, int pauseMsMax, long ms) {
            List<GroupChurn> now = new ArrayList<>();
            for (GroupMember.Sharing sharing : GroupMember.Sharing.values()) {
                GroupChurn churn = new GroupChurn(world, new GroupChurnPlan(membersMax, pauseMsMax,
                        world.scheduler().seed().stream(weather + " in " + group(sharing))),
                        number -> member(sharing, weather + " " + number));
                present(sharing).add(churn);
                now.add(churn);
                churn.start();
            }
            world.runForMs(ms);
            now.forEach(GroupChurn::rest);
        }

        private List<GroupChurn> present(GroupMember.Sharing sharing) {
            return churns.getOrDefault(sharing, List.of());
        }

        private GroupMember member(GroupMember.Sharing sharing, String name) {
            SimClient client = world.client(group(sharing) + "/" + name);
            client.expendable();
            GroupMember member = new GroupMember(client, book.client(), group(sharing), TOPIC, sharing,
                    book.recorder());
            member.start();
            return member;
        }

        private static String group(GroupMember.Sharing sharing) {
            return sharing == GroupMember.Sharing.EAGER ? "eager" : "cooperative";
        }

        /** Who was paused goes on by itself, some time after the last fault. */
        private boolean allGoOn() {
            return world.broker().serving() && !world.broker().paused()
                    && world.clients().stream().noneMatch(client -> client.process().paused());
        }

        /** What members own is asked for twice: between the two nothing may move. */
        private void settled() {
            Recorder rest = new Recorder();
            tellOwned(rest);
            long settledNs = world.scheduler().nowNanos();
            world.runForMs(AT_REST_MS);
            tellOwned(rest);
            Set<Partition> all = new TreeSet<>();
            Partitions.of(TOPIC, PARTITIONS).forEach(partition -> all.add(Partitions.told(partition)));
            Map<String, Set<Partition>> wanted = new TreeMap<>();
            for (GroupMember.Sharing sharing : GroupMember.Sharing.values()) {
                wanted.put(group(sharing), all);
            }
            findings.judge(new GroupsSettle(settledNs, world.scheduler().nowNanos(), wanted), rest.history());
        }

        private void tellOwned(Recorder rest) {
            churns.values()
                    .forEach(ofGroup -> ofGroup.forEach(churn -> churn.present()
                            .stream()
                            .filter(member -> member.client().process().alive())
                            .forEach(member -> member.tell(rest))));
        }

        private void judge(AppendingProducer producer, PartitionProbe ends) {
            ReadingConsumer end = new ReadingConsumer(world.client("reader at the end"), Map.of());
            end.start(Partitions.of(TOPIC, PARTITIONS));
            findings.demand(() -> end.count() >= producer.acknowledgedCount(), QUIET_MS, "all can be read");
            world.runForMs(5_000); // whatever is there too often arrives as well
            HistoryBook records = new HistoryBook();
            records.appends(producer);
            records.reads(end, Isolation.UNCOMMITTED);
            List<TopicPartition> partitions = Partitions.of(TOPIC, PARTITIONS);
            records.end(end, partitions, Cleanup.DELETE);
            records.exposed(ends);
            lags.forEach((group, probe) -> records.committed(group, probe.told()));
            churns.values()
                    .forEach(ofGroup -> ofGroup.forEach(churn -> churn.all().forEach(GroupMember::tellCommits)));
            findings.judge(Jury.ofEveryRun().with(new GroupsSettle(0, Long.MAX_VALUE, Map.of())),
                    History.merged(List.of(records.history(), book.history())));
        }
    }
}
