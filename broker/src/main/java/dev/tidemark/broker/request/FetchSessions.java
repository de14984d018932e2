package dev.tidemark.broker.request;

import dev.tidemark.core.loop.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The fetch sessions of the connections of one loop, a bounded number of them. Confined to that loop.
 *
 * <p>A client that comes back by a connection on another loop finds no session there: FETCH_SESSION_ID_NOT_FOUND, and it
 * starts a new one with a full request, as it does after any reconnect. When the cache is full, a new session takes the place
 * of the one that was idle longest, if that was for {@link #EVICT_AFTER_MS}; otherwise the client is served without one.
 *
 * <p>Ids are drawn, not counted: a client that comes back after the broker's restart, or to another loop, must not meet a session of somebody
 * else under its number. If the epochs agreed too, it would be read to from the other's offsets, and miss what lies between.
 */
final class FetchSessions {

    static final long EVICT_AFTER_MS = 120_000;

    private final Clock clock;
    private final int slots;
    private final RandomGenerator random;
    /** In the order of last use. */
    private final LinkedHashMap<Integer, FetchSession> sessions = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param slots how many sessions may live at once
     * @param random draws their ids
     */
    FetchSessions(Clock clock, RandomGenerator random, int slots) {
        this.clock = clock;
        this.random = random;
        this.slots = slots;
    }

    /** A new session, or null if there is no place for one. */
    @Nullable
    FetchSession create(boolean byTopicId) {
        long nowMs = clock.monotonicMs();
        if (sessions.size() >= slots && !evictIdle(nowMs)) {
            return null;
        }
        FetchSession session = new FetchSession(freeId(), byTopicId, nowMs);
        sessions.put(session.id(), session);
        return session;
    }

    @Nullable
    FetchSession find(int id) {
        return sessions.get(id);
    }

    /** A request continues the session. */
    void used(FetchSession session) {
        session.used(clock.monotonicMs());
    }

    void close(int id) {
        sessions.remove(id);
    }

    int size() {
        return sessions.size();
    }

    private boolean evictIdle(long nowMs) {
        var oldest = sessions.entrySet().iterator();
        if (!oldest.hasNext()) {
            return false;
        }
        Map.Entry<Integer, FetchSession> candidate = oldest.next();
        if (nowMs - candidate.getValue().lastUsedMs() < EVICT_AFTER_MS) {
            return false;
        }
        oldest.remove();
        return true;
    }

    private int freeId() {
        int id;
        do {
            id = random.nextInt(1, Integer.MAX_VALUE);
        } while (sessions.containsKey(id));
        return id;
    }
}
