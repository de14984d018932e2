package dev.tidemark.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Supplier;

/** Random timers, in a store and in a model whose entries have the key {@code name/key} and are times. */
final class RandomTimers {

    private static final String STORE = TaskStoresStage.TIMERS;
    private static final List<String> NAMES = List.of("close", "closer", "retry");
    private static final List<String> KEYS = List.of("a", "ab", "b", "");

    private final TaskStoresStage at;
    private final Random random;
    private final StoresModel model;

    private record Timer(String name, String key, long timeMs) {

        static Timer of(Map.Entry<String, Long> entry) {
            int slash = entry.getKey().indexOf('/');
            return new Timer(entry.getKey().substring(0, slash), entry.getKey().substring(slash + 1), entry.getValue());
        }
    }

    RandomTimers(TaskStoresStage at, Random random, StoresModel model) {
        this.at = at;
        this.random = random;
        this.model = model;
    }

    /** Schedules or cancels one; says what. */
    String change() {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        String key = KEYS.get(random.nextInt(KEYS.size()));
        if (random.nextInt(4) == 0) {
            store().cancel(name, key);
            model.active.of(STORE).remove(name + "/" + key);
            return "cancel " + name + " of " + key;
        }
        long timeMs = random.nextInt(1_000) - 100;
        store().schedule(name, key, timeMs);
        model.active.of(STORE).put(name + "/" + key, timeMs);
        return "schedule " + name + " of " + key + " at " + timeMs;
    }

    /** Takes what is due, or some of it; now and then a timer that is taken schedules itself again. */
    String takeDue(Supplier<String> told) {
        long frontierMs = random.nextInt(1_000);
        int limit = random.nextBoolean() ? 1_000 : 1 + random.nextInt(3);
        boolean again = random.nextInt(3) == 0;
        List<Timer> taken = new ArrayList<>();
        int count = store().takeDue(frontierMs, limit, (name, key, timeMs) -> {
            taken.add(new Timer(name, key, timeMs));
            if (again && timeMs < 500) {
                store().schedule(name, key, timeMs + 170);
            }
        });
        List<Timer> expected = new ArrayList<>();
        while (expected.size() < limit) {
            Timer next = first();
            if (next == null || next.timeMs > frontierMs) {
                break;
            }
            expected.add(next);
            model.active.of(STORE).remove(next.name + "/" + next.key);
            if (again && next.timeMs < 500) {
                model.active.of(STORE).put(next.name + "/" + next.key, next.timeMs + 170);
            }
        }
        assertThat(taken).as(() -> "due at " + frontierMs + ", at most " + limit + ", " + told.get())
                .isEqualTo(expected);
        assertThat(count).isEqualTo(taken.size());
        return "take " + count + " due at " + frontierMs;
    }

    void compare(Supplier<String> told) {
        for (String name : NAMES) {
            for (String key : KEYS) {
                Long timeMs = model.active.of(STORE).get(name + "/" + key);
                assertThat(store().scheduledAt(name, key)).as(() -> name + " of " + key + ", " + told.get())
                        .isEqualTo(timeMs == null ? OptionalLong.empty() : OptionalLong.of(timeMs));
            }
        }
        Timer first = first();
        assertThat(store().bytes().firstMs()).as(told).isEqualTo(first == null ? Long.MAX_VALUE : first.timeMs);
    }

    private Timer first() {
        return model.active.of(STORE)
                .entrySet()
                .stream()
                .map(Timer::of)
                .min(Comparator.comparingLong(Timer::timeMs).thenComparing(Timer::name).thenComparing(Timer::key))
                .orElse(null);
    }

    private TimerStore<String> store() {
        return at.stores.timers(STORE);
    }
}
