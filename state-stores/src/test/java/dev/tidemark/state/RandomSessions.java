package dev.tidemark.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Random operations on sessions, in a store and in a model whose entries have the key {@code end/key/start}. */
final class RandomSessions {

    private static final String STORE = TaskStoresContract.SESSIONS;
    private static final List<String> KEYS = List.of("a", "ab", "abc", "b", "c");

    private final TaskStoresContract at;
    private final Random random;
    private final StoresModel model;

    private record Session(String key, long startMs, long endMs, long value) {

        static Session of(Map.Entry<String, Long> entry) {
            String[] parts = entry.getKey().split("/");
            return new Session(parts[1], Long.parseLong(parts[2]), Long.parseLong(parts[0]), entry.getValue());
        }

        String modelKey() {
            return String.format("%08d/%s/%08d", endMs, key, startMs);
        }

        boolean overlaps(String other, long fromMs, long toMs) {
            return key.equals(other) && startMs <= toMs && endMs >= fromMs;
        }
    }

    RandomSessions(TaskStoresContract at, Random random, StoresModel model) {
        this.at = at;
        this.random = random;
        this.model = model;
    }

    /** Changes, removes or adds one session; says what. */
    String change() {
        String key = KEYS.get(random.nextInt(KEYS.size()));
        long startMs = expiredMs() + random.nextInt(150);
        long endMs = startMs + (random.nextBoolean() ? 0 : random.nextInt(70));
        List<Session> met = overlapping(key, startMs, endMs);
        ByteBuffer bytes = ByteBuffer.wrap(TaskStoresContract.bytes(key));
        SessionValues<Tally> store = store();
        if (met.isEmpty()) {
            long value = random.nextInt(1_000);
            store.put(bytes, startMs, endMs, new Tally(value));
            note(new Session(key, startMs, endMs, value));
            return "put session " + key + " " + startMs + " to " + endMs;
        }
        Session first = met.getFirst();
        if (random.nextInt(4) == 0) {
            store.remove(bytes, first.startMs, first.endMs);
            forget(first);
            return "remove session " + first;
        }
        long newStartMs = Math.min(startMs, first.startMs);
        long newEndMs = Math.max(endMs, first.endMs);
        if (overlapping(key, newStartMs, newEndMs).size() > 1) {
            return "leave sessions " + met;
        }
        Tally[] tally = new Tally[1];
        store.find(bytes, first.startMs, first.startMs, (found, start, end, value) -> tally[0] = value);
        tally[0].count++;
        store.change(bytes, first.startMs, first.endMs, newStartMs, newEndMs, tally[0]);
        forget(first);
        note(new Session(key, newStartMs, newEndMs, first.value + 1));
        return "session " + first + " now " + newStartMs + " to " + newEndMs;
    }

    String expire() {
        long beforeMs = expiredMs() + random.nextInt(50);
        store().expireBefore(beforeMs);
        model.active.expire(STORE, beforeMs);
        return "expire sessions before " + beforeMs;
    }

    void compare(Supplier<String> told) {
        TreeMap<String, Long> expected = model.active.of(STORE);
        long beforeMs = random.nextBoolean() ? Long.MAX_VALUE : expiredMs() + random.nextInt(200);
        List<String> ended = new ArrayList<>();
        int limit = random.nextBoolean() ? 1_000 : 1 + random.nextInt(4);
        int visited = store().scanEnded(beforeMs, limit, (key, start, end, value) -> ended
                .add(new Session(TaskStoresContract.text(key), start, end, value.count).toString()));
        assertThat(ended).as(told)
                .containsExactlyElementsOf(expected.entrySet()
                        .stream()
                        .map(Session::of)
                        .filter(session -> session.endMs < beforeMs)
                        .limit(limit)
                        .map(Session::toString)
                        .toList());
        assertThat(visited).as(told).isEqualTo(ended.size());
        assertThat(store().firstEndMs()).as(told)
                .isEqualTo(expected.isEmpty() ? Long.MAX_VALUE : Long.parseLong(expected.firstKey().substring(0, 8)));
        for (String key : KEYS) {
            long fromMs = Math.max(0, expiredMs() - 20) + random.nextInt(150);
            long toMs = fromMs + random.nextInt(40);
            List<String> found = new ArrayList<>();
            store().find(ByteBuffer.wrap(TaskStoresContract.bytes(key)), fromMs, toMs,
                    (same, start, end, value) -> found
                            .add(new Session(TaskStoresContract.text(same), start, end, value.count).toString()));
            assertThat(found).as(told)
                    .containsExactlyElementsOf(overlapping(key, fromMs, toMs).stream().map(Session::toString).toList());
        }
    }

    private SessionValues<Tally> store() {
        return at.stores.<String, Tally>sessions(STORE).bytes();
    }

    private long expiredMs() {
        return Math.max(0, model.active.expiredBefore.getOrDefault(STORE, 0L));
    }

    private List<Session> overlapping(String key, long fromMs, long toMs) {
        return model.active.of(STORE)
                .entrySet()
                .stream()
                .map(Session::of)
                .filter(session -> session.overlaps(key, fromMs, toMs))
                .toList();
    }

    private void note(Session session) {
        model.active.of(STORE).put(session.modelKey(), session.value);
    }

    private void forget(Session session) {
        model.active.of(STORE).remove(session.modelKey());
    }
}
