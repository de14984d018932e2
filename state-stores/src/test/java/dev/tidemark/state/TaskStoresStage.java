package dev.tidemark.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.serde.Serdes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;

/** The stores of a task with their changelogs, and the steps of their life. */
abstract class TaskStoresStage {

    static final String POINTS = "points";
    static final String SORTED = "sorted";
    static final String WINDOWS = "windows";
    static final String HOPS = "hops";
    static final String SESSIONS = "sessions";
    static final String FADING = "fading";
    static final String FADING_POINTS = "fading-points";
    static final String VERSIONS = "versions";
    static final String TIMERS = "timers";
    static final long TIME_TO_LIVE_MS = 50;
    static final long HISTORY_MS = 60;
    static final List<StoreDeclaration<?, ?>> DECLARATIONS = List.of(
            StoreDeclaration.keyValue(POINTS, Access.POINT, Serdes.string(), Tally.SERDE),
            StoreDeclaration.keyValue(SORTED, Access.SCAN, Serdes.string(), Tally.SERDE),
            StoreDeclaration.windowed(WINDOWS, 10L, Serdes.string(), Tally.SERDE),
            new StoreDeclaration<>(HOPS, new StoreLayout.Windowed(10L, 4), Access.SCAN, Rewrites.OFTEN, Serdes.string(),
                    Tally.SERDE),
            StoreDeclaration.sessions(SESSIONS, 20L, Serdes.string(), Tally.SERDE),
            StoreDeclaration.expiring(FADING, Access.SCAN, TIME_TO_LIVE_MS, Serdes.string(), Tally.SERDE),
            StoreDeclaration.expiring(FADING_POINTS, Access.POINT, TIME_TO_LIVE_MS, Serdes.string(), Tally.SERDE),
            StoreDeclaration.versioned(VERSIONS, HISTORY_MS, Serdes.string(), Tally.SERDE),
            StoreDeclaration.timers(TIMERS, Serdes.string()), StoreDeclaration.system());

    final ManualClock clock = new ManualClock(1_700_000_000_000L);
    final StateMemory memory = new StateMemory(64L << 20);
    Map<String, TestChangelog> logs = newLogs();
    TaskStores stores;
    Map<String, Admission> admissions = new TreeMap<>();
    long interval;

    /** The engine's factory over content that outlives the stores. */
    abstract TaskStoresFactory factory();

    /** Loses the content. */
    abstract void loseDisk();

    @AfterEach
    void close() {
        if (stores != null) {
            stores.close(false);
        }
        assertThat(memory.overlayBytes()).as("overlay bytes that nobody gave back").isZero();
    }

    void start() {
        stores = factory().open("0_0", DECLARATIONS);
        admitAndRestore();
    }

    /** Starts from nothing. */
    void freshStart() {
        if (stores != null) {
            stores.close(false);
        }
        loseDisk();
        logs = newLogs();
        start();
    }

    void crash() {
        stores.close(false);
        logs.values().forEach(log -> log.decide(false));
        start();
    }

    void admitAndRestore() {
        admissions = new TreeMap<>();
        for (Map.Entry<String, TestChangelog> log : logs.entrySet()) {
            Admission admission = stores.admit(log.getKey(), log.getValue().facts());
            admissions.put(log.getKey(), admission);
            long from = switch (admission) {
                case Admission.Usable usable -> usable.position().offset();
                case Admission.Rebuild rebuild -> 0L;
            };
            log.getValue().restore(stores.restore(log.getKey()), from);
        }
    }

    TestChangelog.Sink seal() {
        TestChangelog.Sink sink = new TestChangelog.Sink(logs);
        stores.seal(interval + 1, sink);
        interval++;
        return sink;
    }

    void commit() {
        Map<String, StorePosition> positions = new HashMap<>();
        logs.forEach((name, log) -> {
            boolean wrote = !log.open.isEmpty();
            log.decide(true);
            if (wrote) {
                positions.put(name, log.position());
            }
        });
        stores.committed(interval, positions);
    }

    void abort() {
        logs.values().forEach(log -> log.decide(false));
        stores.aborted();
    }

    void sealAndCommit() {
        seal();
        commit();
    }

    /** Writes what is left of a checkpoint, entry by entry. */
    void writeCheckpoint() {
        while (stores.checkpointStep(1)) {
            // until it is written
        }
    }

    static Map<String, TestChangelog> newLogs() {
        Map<String, TestChangelog> logs = new TreeMap<>();
        for (StoreDeclaration<?, ?> declaration : DECLARATIONS) {
            logs.put(declaration.name(), new TestChangelog());
        }
        return logs;
    }

    static List<String> scan(KeyValueStore<String, Tally> store, KeyRange range, int limit) {
        List<String> found = new ArrayList<>();
        int visited = store.bytes().scan(range, limit, (key, value) -> found.add(text(key) + "=" + value));
        assertThat(visited).isEqualTo(found.size());
        return found;
    }

    static List<String> window(WindowStore<String, Tally> store, long startMs, int limit) {
        List<String> found = new ArrayList<>();
        int visited = store.bytes().scanWindow(startMs, limit, (key, value) -> found.add(text(key) + "=" + value));
        assertThat(visited).isEqualTo(found.size());
        return found;
    }

    static String text(ByteBuffer key) {
        return StandardCharsets.UTF_8.decode(key.duplicate()).toString();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
