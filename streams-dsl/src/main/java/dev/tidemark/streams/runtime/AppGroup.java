package dev.tidemark.streams.runtime;

import dev.tidemark.client.consumer.ConsumerProtocol;
import dev.tidemark.client.consumer.GroupMembership;
import dev.tidemark.client.consumer.GroupMetadata;
import dev.tidemark.client.consumer.GroupProtocol;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.serde.UnreadableValueException;
import dev.tidemark.streams.runtime.assignment.Handover;
import dev.tidemark.streams.runtime.assignment.MemberInfo;
import dev.tidemark.streams.runtime.assignment.StickyAssignor;
import dev.tidemark.streams.topology.TaskId;
import dev.tidemark.streams.topology.TaskMap;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's place in the application's group; run by the loop of the group's membership. It tells the leader what
 * runs here, decides for all if it leads, hands what was assigned to the workers, and knows who may commit.
 *
 * <p>Processing goes on during a rebalance. Commits wait from JoinGroup until the new generation is known
 * ({@link #memberOwning}), since offsets of the old one are refused from then on.
 */
final class AppGroup implements GroupProtocol {

    private static final Logger LOG = LoggerFactory.getLogger(AppGroup.class);
    private static final String STRATEGY = "tidemark-sticky-1";

    private record Waiter(Set<TaskId> tasks, CompletableFuture<@Nullable GroupMetadata> answer) {}

    private final TaskMap map;
    private final UUID process;
    private final int workers;
    private final TaskHosts hosts;
    private final Consumer<TidemarkException> onFailure;
    private final List<Waiter> waiters = new ArrayList<>();
    private @Nullable GroupMembership membership;
    private boolean joining = true;
    private boolean stopping;

    AppGroup(TaskMap map, UUID process, int workers, TaskHosts hosts, Consumer<TidemarkException> onFailure) {
        this.map = map;
        this.process = process;
        this.workers = workers;
        this.hosts = hosts;
        this.onFailure = onFailure;
    }

    /** Joins. The membership was made with this object as its protocol. */
    void start(GroupMembership newMembership) {
        membership = newMembership;
        newMembership.start();
    }

    /** Whether no rebalance is under way. */
    boolean stable() {
        return !joining;
    }

    /** The generation that this process is a member of; -1 before the first. */
    int generation() {
        return Invariants.present(membership, "the group's membership").metadata().generation();
    }

    /** This process stops: a commit that waits for a rebalance is given up, since the others may take long to join. */
    void stop() {
        stopping = true;
        List<Waiter> waiting = List.copyOf(waiters);
        waiters.clear();
        waiting.forEach(waiter -> waiter.answer().complete(null));
    }

    /**
     * Who may commit the positions of these partitions: at once, or when the rebalance under way has ended. Null if one
     * of their tasks is no longer held here, and where a stopping process would have to wait.
     */
    CompletionStage<@Nullable GroupMetadata> memberOwning(Set<TopicPartition> partitions) {
        CompletableFuture<@Nullable GroupMetadata> answer = new CompletableFuture<>();
        Waiter waiter = new Waiter(map.readersOf(partitions), answer);
        if (joining && stopping) {
            answer.complete(null);
        } else if (joining) {
            waiters.add(waiter);
        } else {
            answer(waiter);
        }
        return answer;
    }

    @Override
    public String protocolType() {
        return ConsumerProtocol.TYPE;
    }

    @Override
    public List<Strategy> strategies() {
        Set<TaskId> held = hosts.held();
        MemberInfo self = new MemberInfo(process, workers, map.fingerprint(), held, hosts.onDisk());
        Set<TopicPartition> owned = new TreeSet<>();
        held.forEach(task -> owned.addAll(map.inputs(task)));
        return List.of(new Strategy(STRATEGY,
                ConsumerProtocol.subscription(map.inputTopics(), self.toBytes(), owned, generation())));
    }

    @Override
    public CompletionStage<Void> beforeJoin(GroupMetadata current) {
        joining = true;
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Map<String, ByteBuffer>> assign(String strategy, List<Member> members) {
        SortedMap<String, MemberInfo> infos = new TreeMap<>();
        for (Member member : members) {
            ByteBuffer userData = ConsumerProtocol.userData(member);
            if (userData == null) {
                return CompletableFuture.failedFuture(mixed(member, "it sent no user data"));
            }
            MemberInfo info;
            try {
                info = MemberInfo.of(userData);
            } catch (UnreadableValueException e) {
                return CompletableFuture.failedFuture(mixed(member, String.valueOf(e.getMessage())));
            }
            if (info.fingerprint() != map.fingerprint()) {
                return CompletableFuture.failedFuture(mixed(member, "it runs another topology"));
            }
            infos.put(member.memberId(), info);
        }
        SortedMap<String, Set<TaskId>> target = StickyAssignor.assign(map.tasks(), infos);
        SortedMap<String, Set<TaskId>> round = Handover.round(target, infos);
        LOG.info("group {}: {} tasks for {} members: {}", map.topology().applicationId(), map.tasks().size(),
                infos.size(), round);
        Map<String, ByteBuffer> given = new HashMap<>();
        round.forEach((member, tasks) -> {
            Set<TopicPartition> partitions = new TreeSet<>();
            tasks.forEach(task -> partitions.addAll(map.inputs(task)));
            boolean keeps = tasks.containsAll(Invariants.present(infos.get(member), "member " + member).running());
            given.put(member, keeps ? ConsumerProtocol.assignment(partitions)
                    : ConsumerProtocol.assignmentToGiveUp(partitions));
        });
        return CompletableFuture.completedFuture(given);
    }

    private TidemarkException mixed(Member member, String why) {
        return new TidemarkException(FailureCode.TOPOLOGY_INVALID, "The group has members of different kinds",
                "group " + map.topology().applicationId() + ", member " + member.memberId(), why,
                "stop the other application, or give one of them an application.id of its own");
    }

    @Override
    public void joined(Assignment assignment) {
        joining = false;
        Set<TaskId> assigned = map.readersOf(ConsumerProtocol.assigned(assignment));
        Set<TaskId> revoked = new TreeSet<>(hosts.held());
        revoked.removeAll(assigned);
        List<Waiter> waiting = List.copyOf(waiters);
        waiters.clear();
        waiting.forEach(this::answer);
        hosts.host(assigned);
        if (!revoked.isEmpty()) {
            LOG.info("group {}: letting go of {}", map.topology().applicationId(), revoked);
            hosts.release(revoked).whenComplete((done, failure) -> {
                if (failure == null) {
                    rejoin();
                }
            });
        } else if (ConsumerProtocol.givesUp(assignment)) {
            rejoin(); // the process that had this place is gone, and what it was to let go of runs nowhere
        }
    }

    private void rejoin() {
        Invariants.present(membership, "the group's membership").requestRejoin();
    }

    @Override
    public void lost(String reason) {
        LOG.warn("group {}: membership lost: {}", map.topology().applicationId(), reason);
        joining = true;
        hosts.drop(reason);
    }

    @Override
    public void failed(TidemarkException failure) {
        onFailure.accept(failure);
    }

    private void answer(Waiter waiter) {
        boolean held = hosts.held().containsAll(waiter.tasks());
        waiter.answer().complete(held ? Invariants.present(membership, "the group's membership").metadata() : null);
    }
}
