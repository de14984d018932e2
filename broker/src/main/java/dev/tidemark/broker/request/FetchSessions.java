package dev.tidemark.broker.request;

import dev.tidemark.core.loop.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fetch sessions of the connections of one loop, a bounded number of them. Confined to that loop.
 *
 * <p>A client that comes back by a connection on another loop finds no session there: FETCH_SESSION_ID_NOT_FOUND, and it
 * starts a new one with a full request, as it does after any reconnect. When the cache is full, a new session takes the place
 * of the one that was idle longest, if that was for {@link #EVICT_AFTER_MS}; otherwise the client is served without one.
 */
final class FetchSessions {

    static final long EVICT_AFTER_MS = 120_000;

    private final Clock clock;
    private final int slots;
    private final int firstId;
    private final int idStep;
    /** In the order of last use. */
    private final LinkedHashMap<Integer, FetchSession> sessions = new LinkedHashMap<>(16, 0.75f, true);
    private int nextId;

    /**
     * @param slots how many sessions may live at once
     * @param firstId of this loop's ids, at least 1; ids grow by {@code idStep}, so that no two loops give the same
     */
    FetchSessions(Clock clock, int slots, int firstId, int idStep) {
        this.clock = clock;
        this.slots = slots;
        this.firstId = firstId;
        this.idStep = idStep;
        this.nextId = firstId;
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
        do {
            int id = nextId;
            nextId = id > Integer.MAX_VALUE - idStep ? firstId : id + idStep;
            if (!sessions.containsKey(id)) {
                return id;
            }
        } while (true);
    }
}
