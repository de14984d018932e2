package dev.tidemark.broker.group;

import dev.tidemark.broker.coordinator.Command;
import dev.tidemark.broker.coordinator.ShardContext;
import dev.tidemark.core.loop.EventLoop;
import java.util.HashMap;
import java.util.Map;

/**
 * The patience with members of consumer groups: how long one may be silent, and how long it may take to do what it was asked
 * for. Owned by a {@link GroupShard}, on the control loop; not in the log, so a reload begins with full patience for all.
 *
 * <p>A timer that fires for a member that is gone does nothing; so a removal need not cancel it, and one that is taken back
 * loses none.
 */
final class ConsumerSessions {

    private static final EventLoop.Scheduled NOTHING = () -> {};

    /** What to do when patience is used up. */
    interface Impatience {

        /** The member was silent for too long. */
        Command<GroupShard, Void, GroupRecord> silent(String groupId, String memberId);

        /** The member did not do in time what it was asked for while it was in this epoch. */
        Command<GroupShard, Void, GroupRecord> late(String groupId, String memberId, int epoch);
    }

    private record Key(String groupId, String memberId) {}

    private static final class Session {
        long deadlineNanos;
        long firesAtNanos;
        EventLoop.Scheduled silence = NOTHING;
        EventLoop.Scheduled task = NOTHING;
        int taskEpoch = -1;
    }

    private final ShardContext<GroupShard, GroupRecord> context;
    private final Impatience impatience;
    private final Map<Key, Session> sessions = new HashMap<>();

    ConsumerSessions(ShardContext<GroupShard, GroupRecord> context, Impatience impatience) {
        this.context = context;
        this.impatience = impatience;
    }

    /** A sign of life: the next is expected within this time. */
    void touch(String groupId, String memberId, int timeoutMs) {
        Key key = new Key(groupId, memberId);
        long deadlineNanos = context.clock().monotonicNanos() + timeoutMs * 1_000_000L;
        Session session = sessions.get(key);
        if (session == null) {
            session = new Session();
            sessions.put(key, session);
            watch(key, session, timeoutMs);
        } else if (deadlineNanos - session.firesAtNanos < 0) { // the time-out has become shorter
            session.silence.cancel();
            watch(key, session, timeoutMs);
        }
        session.deadlineNanos = deadlineNanos;
    }

    private void watch(Key key, Session session, long delayMs) {
        session.firesAtNanos = context.clock().monotonicNanos() + delayMs * 1_000_000;
        session.silence = context.schedule(delayMs, shard -> {
            long leftNanos = session.deadlineNanos - context.clock().monotonicNanos();
            if (sessions.get(key) != session) {
                return Rebalance.decideVoid(records -> {});
            }
            if (leftNanos > 0) {
                watch(key, session, (leftNanos + 999_999) / 1_000_000);
                return Rebalance.decideVoid(records -> {});
            }
            forget(key.groupId(), key.memberId());
            return impatience.silent(key.groupId(), key.memberId()).decide(shard);
        });
    }

    /** Expects something of a member that is in this epoch; what was expected in the same epoch already keeps its time. */
    void expect(String groupId, String memberId, int epoch, int timeoutMs) {
        Session session = sessions.get(new Key(groupId, memberId));
        if (session == null || session.taskEpoch == epoch) {
            return;
        }
        session.task.cancel();
        session.taskEpoch = epoch;
        session.task = context.schedule(timeoutMs, shard -> session.taskEpoch != epoch
                ? Rebalance.decideVoid(records -> {})
                : impatience.late(groupId, memberId, epoch).decide(shard));
    }

    /** The member did what it was asked for. */
    void done(String groupId, String memberId) {
        Session session = sessions.get(new Key(groupId, memberId));
        if (session != null) {
            session.task.cancel();
            session.task = NOTHING;
            session.taskEpoch = -1;
        }
    }

    /** The member is gone. */
    void forget(String groupId, String memberId) {
        Session session = sessions.remove(new Key(groupId, memberId));
        if (session != null) {
            session.silence.cancel();
            session.task.cancel();
        }
    }

    /** Everybody is gone. */
    void clear() {
        sessions.values().forEach(session -> {
            session.silence.cancel();
            session.task.cancel();
        });
        sessions.clear();
    }
}
