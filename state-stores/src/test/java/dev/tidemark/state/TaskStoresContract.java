package dev.tidemark.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.InvariantFailure;
import dev.tidemark.serde.Serdes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the stores of a task promise, whatever engine is below them. */
abstract class TaskStoresContract extends TaskStoresStage
        implements ScanContract, VersionContract, TimerContract, ExpiryContract {

    @Override
    public TaskStoresContract at() {
        return this;
    }

    // ---- the layers

    @Test
    void a_changed_object_is_serialised_once_and_at_seal() {
        start();
        KeyValueStore<String, Tally> points = stores.keyValue(POINTS);
        Tally tally = new Tally(0);
        points.put("a", tally);
        for (int i = 0; i < 1_000; i++) {
            Tally same = points.get("a");
            same.count++;
            points.put("a", same);
        }
        assertThat(points.get("a")).isSameAs(tally);
        TestChangelog.Sink sink = seal();
        assertThat(sink.changes).isEqualTo(1);
        commit();
        assertThat(logs.get(POINTS).committed.values()).hasSize(1);
    }

    @Test
    void the_next_interval_changes_objects_that_the_sealed_one_keeps() {
        start();
        KeyValueStore<String, Tally> points = stores.keyValue(POINTS);
        points.put("a", new Tally(1));
        seal();
        Tally same = points.get("a");
        same.count = 2;
        points.put("a", same);
        commit();
        assertThat(points.get("a").count).isEqualTo(2);

        stores.aborted();
        assertThat(points.get("a").count).as("what was committed, not what was changed since").isEqualTo(1);
    }

    @Test
    void an_object_changed_in_an_interval_that_fell_is_forgotten_at_every_layer() {
        start();
        KeyValueStore<String, Tally> points = stores.keyValue(POINTS);
        points.put("committed", new Tally(1));
        points.put("durable", new Tally(2));
        sealAndCommit();
        stores.checkpoint(CheckpointTrigger.AGE);
        points.put("committed", new Tally(3));
        sealAndCommit();
        points.get("committed").count = 99;
        points.get("durable").count = 99;
        stores.aborted();
        assertThat(points.get("committed").count).isEqualTo(3);
        assertThat(points.get("durable").count).isEqualTo(2);
    }

    @Test
    void the_interval_behind_an_aborted_one_falls_with_it() {
        start();
        KeyValueStore<String, Tally> points = stores.keyValue(POINTS);
        points.put("a", new Tally(1));
        sealAndCommit();
        points.put("a", new Tally(2));
        points.remove("b");
        seal();
        points.put("a", new Tally(3));
        points.put("c", new Tally(3));
        abort();
        assertThat(points.get("a").count).isEqualTo(1);
        assertThat(points.get("c")).isNull();
        assertThat(stores.dirty()).isFalse();
    }

    @Test
    void intervals_are_decided_one_after_the_other() {
        start();
        stores.keyValue(POINTS).put("a", new Tally(1));
        seal();
        assertThatThrownBy(this::seal).isInstanceOf(InvariantFailure.class);
        assertThatThrownBy(() -> stores.committed(interval + 7, Map.of())).isInstanceOf(InvariantFailure.class);
        commit();
    }

    @Test
    void scans_see_uncommitted_writes_in_the_order_of_keys() {
        start();
        KeyValueStore<String, Tally> sorted = stores.keyValue(SORTED);
        for (String key : List.of("d", "b", "h")) {
            sorted.put(key, new Tally(1));
        }
        sealAndCommit();
        stores.checkpoint(CheckpointTrigger.AGE);
        sorted.put("f", new Tally(2));
        sorted.remove("b");
        sealAndCommit();
        sorted.put("a", new Tally(3));
        seal();
        sorted.put("e", new Tally(4));
        sorted.put("d", new Tally(4));
        assertThat(scan(sorted, KeyRange.all(), 100)).containsExactly("a=3", "d=4", "e=4", "f=2", "h=1");
        assertThat(scan(sorted, KeyRange.of(bytes("b"), bytes("f")), 100)).containsExactly("d=4", "e=4");
        assertThat(scan(sorted, KeyRange.prefix(bytes("f")), 100)).containsExactly("f=2");
        assertThat(scan(sorted, KeyRange.all(), 2)).containsExactly("a=3", "d=4");
        assertThatThrownBy(() -> stores.<String, Tally>keyValue(POINTS).bytes().scan(KeyRange.all(), 1, (k, v) -> {}))
                .isInstanceOf(InvariantFailure.class)
                .hasMessageContaining("SCAN");
        commit();
    }

    // ---- windows

    @Test
    void windows_are_scanned_by_start_and_by_key() {
        start();
        for (String name : List.of(WINDOWS, HOPS)) {
            WindowStore<String, Tally> windows = stores.windowed(name);
            windows.put("a", 0, new Tally(1));
            windows.put("b", 0, new Tally(2));
            windows.put("ab", 10, new Tally(5));
            windows.put("a", 10, new Tally(3));
            sealAndCommit();
            stores.checkpoint(CheckpointTrigger.AGE);
            windows.put("c", 0, new Tally(4));
            windows.put("a", -10, new Tally(6));
            assertThat(window(windows, 0, 10)).containsExactly("a=1", "b=2", "c=4");
            assertThat(window(windows, 0, 2)).containsExactly("a=1", "b=2");
            List<String> rest = new ArrayList<>();
            assertThat(windows.bytes()
                    .scanWindow(0, ByteBuffer.wrap(bytes("a")), 5,
                            (key, value) -> rest.add(text(key) + "=" + value)))
                    .isEqualTo(2);
            assertThat(rest).containsExactly("b=2", "c=4");
            List<String> ofKey = new ArrayList<>();
            windows.bytes()
                    .scanKey(ByteBuffer.wrap(bytes("a")), -10, 10,
                            (start, value) -> ofKey.add(start + "=" + value));
            assertThat(ofKey).as("not the window that starts at 10").containsExactly("-10=6", "0=1");
            assertThat(windows.bytes().starts()).containsExactly(-10, 0, 10);
            sealAndCommit();
        }
    }

    @Test
    void a_key_that_starts_with_another_and_one_of_its_starts_is_another_key() {
        start();
        for (String name : List.of(WINDOWS, HOPS)) {
            WindowValues<Tally> windows = stores.<String, Tally>windowed(name).bytes();
            ByteBuffer key = ByteBuffer.wrap(bytes("a"));
            ByteBuffer longer = ByteBuffer.allocate(9).put((byte) 'a').putLong(Long.MIN_VALUE).flip(); // as start 0 is written
            windows.put(key, 0, new Tally(1));
            windows.put(longer, 0, new Tally(2));
            windows.put(longer, 10, new Tally(3));
            List<String> ofKey = new ArrayList<>();
            windows.scanKey(key, 0, 20, (start, value) -> ofKey.add(start + "=" + value));
            assertThat(ofKey).containsExactly("0=1");
            windows.scanKey(longer, 0, 20, (start, value) -> ofKey.add(start + "=" + value));
            assertThat(ofKey).containsExactly("0=1", "0=2", "10=3");
        }
    }

    @Test
    void expired_windows_are_one_record_in_the_changelog_and_do_not_come_back() {
        start();
        WindowStore<String, Tally> windows = stores.windowed(WINDOWS);
        for (int i = 0; i < 100; i++) {
            windows.put("k" + i, 0, new Tally(i));
            windows.put("k" + i, 10, new Tally(i));
        }
        sealAndCommit();
        stores.checkpoint(CheckpointTrigger.AGE);
        windows.bytes().expireBefore(10);
        assertThat(windows.get("k5", 0)).isNull();
        assertThat(windows.bytes().starts()).containsExactly(10);
        assertThatThrownBy(() -> windows.put("k5", 0, new Tally(1))).isInstanceOf(InvariantFailure.class)
                .hasMessageContaining("has expired");
        abort();
        assertThat(windows.get("k5", 0)).as("expiry falls with its interval").isNotNull();
        windows.bytes().expireBefore(10);
        assertThat(stores.dirty()).isTrue();
        assertThat(seal().changes).isEqualTo(1);
        commit();

        crash();
        assertThat(admissions.get(WINDOWS)).isInstanceOf(Admission.Usable.class);
        assertThat(stores.<String, Tally>windowed(WINDOWS).get("k5", 0)).isNull();
        loseDisk();
        crash();
        assertThat(admissions.get(WINDOWS)).isEqualTo(new Admission.Rebuild(RebuildReason.NOTHING_LOCAL));
        assertThat(stores.<String, Tally>windowed(WINDOWS).get("k5", 0)).isNull();
        assertThat(stores.<String, Tally>windowed(WINDOWS).get("k5", 10).count).isEqualTo(5);
        assertThat(stores.<String, Tally>windowed(WINDOWS).bytes().expiredBeforeMs()).isEqualTo(10);
    }

    @Test
    void windows_that_have_expired_by_commits_take_no_memory_and_no_checkpoint_writes_them() {
        start();
        WindowStore<String, Tally> windows = stores.windowed(WINDOWS);
        windows.put("a", 20, new Tally(1));
        sealAndCommit();
        long ofOne = memory.overlayBytes();
        for (int i = 0; i < 100; i++) {
            windows.put("k" + i, 0, new Tally(i));
        }
        sealAndCommit();
        long ofAll = memory.overlayBytes();
        assertThat(ofAll).isGreaterThan(50 * ofOne);

        windows.bytes().expireBefore(10);
        seal();
        assertThat(memory.overlayBytes()).as("the interval may fall").isEqualTo(ofAll);
        abort();
        assertThat(window(windows, 0, 200)).hasSize(100);

        windows.bytes().expireBefore(10);
        sealAndCommit();
        assertThat(memory.overlayBytes()).isEqualTo(ofOne);
        stores.checkpoint(CheckpointTrigger.AGE);
        crash();
        assertThat(stores.windowed(WINDOWS).bytes().starts()).containsExactly(20);
    }

    @Test
    void a_window_that_opens_and_expires_within_one_interval_leaves_nothing_but_that_it_expired() {
        start();
        WindowStore<String, Tally> windows = stores.windowed(WINDOWS);
        windows.put("a", 0, new Tally(1));
        windows.put("a", 10, new Tally(2));
        windows.bytes().expireBefore(10);
        assertThat(seal().changes).as("one window and the expiry").isEqualTo(2);
        commit();
        assertThat(window(windows, 10, 5)).containsExactly("a=2");
        loseDisk();
        crash();
        assertThat(stores.windowed(WINDOWS).bytes().starts()).containsExactly(10);
    }

    @Test
    void a_windowed_changelog_is_trimmed_below_its_live_windows() {
        start();
        WindowStore<String, Tally> windows = stores.windowed(WINDOWS);
        for (long start = 0; start < 50; start += 10) {
            windows.put("a", start, new Tally(start));
            sealAndCommit();
        }
        assertThat(stores.trimmableBefore(WINDOWS)).isZero();
        windows.bytes().expireBefore(30);
        sealAndCommit();
        stores.checkpoint(CheckpointTrigger.AGE);
        long trimmable = stores.trimmableBefore(WINDOWS);
        assertThat(trimmable).isEqualTo(6); // three records, each behind it a marker
        stores.trimmed(WINDOWS, trimmable);
        logs.get(WINDOWS).trim(trimmable);
        assertThatThrownBy(() -> stores.trimmed(WINDOWS, trimmable + 1)).isInstanceOf(InvariantFailure.class);

        crash();
        assertThat(admissions.get(WINDOWS)).isInstanceOf(Admission.Usable.class);
        loseDisk();
        crash();
        assertThat(stores.windowed(WINDOWS).bytes().starts()).containsExactly(30, 40);
    }

    // ---- sessions

    @Test
    void sessions_are_found_by_key_and_time_and_in_the_order_of_their_ends() {
        start();
        SessionStore<String, Tally> sessions = stores.sessions(SESSIONS);
        sessions.put("b", 0, 35, new Tally(1));
        sessions.put("a", 10, 10, new Tally(2));
        sessions.put("ab", 30, 35, new Tally(3));
        sealAndCommit();
        stores.checkpoint(CheckpointTrigger.AGE);
        sessions.put("a", 40, 90, new Tally(4));
        sealAndCommit();
        sessions.put("a", 120, 125, new Tally(5));
        seal();
        sessions.put("c", 36, 36, new Tally(6));
        assertThat(sessions("a", 10, 40)).containsExactly("a 10-10=2", "a 40-90=4");
        assertThat(sessions("a", 60, 70)).containsExactly("a 40-90=4");
        assertThat(sessions("a", 91, 119)).isEmpty();
        assertThat(ended(36, 100)).containsExactly("a 10-10=2", "ab 30-35=3", "b 0-35=1");
        assertThat(ended(1_000, 4)).containsExactly("a 10-10=2", "ab 30-35=3", "b 0-35=1", "c 36-36=6");
        assertThat(sessions.bytes().firstEndMs()).isEqualTo(10);
        commit();
    }

    @Test
    void a_session_that_grows_is_written_once_an_interval_and_leaves_nothing_behind() {
        start();
        SessionStore<String, Tally> sessions = stores.sessions(SESSIONS);
        ByteBuffer key = ByteBuffer.wrap(bytes("a"));
        sessions.put("a", 0, 0, new Tally(1));
        for (long end = 1; end < 20; end++) {
            sessions.bytes().change(key, 0, end - 1, 0, end, new Tally(end));
        }
        assertThat(seal().changes).isEqualTo(1);
        commit();
        sessions.bytes().change(key, 0, 19, 0, 25, new Tally(25)); // into the next segment
        assertThat(seal().changes).as("and a deletion").isEqualTo(2);
        commit();
        sessions.bytes().change(key, 0, 25, -5, 25, new Tally(26));
        sealAndCommit();
        loseDisk();
        crash();
        assertThat(ended(100, 10)).containsExactly("a -5-25=26");
    }

    @Test
    void expired_sessions_are_one_record_in_the_changelog_and_do_not_come_back() {
        start();
        SessionStore<String, Tally> sessions = stores.sessions(SESSIONS);
        for (int i = 10; i < 60; i++) {
            sessions.put("k" + i, 0, i, new Tally(i));
        }
        sealAndCommit();
        stores.checkpoint(CheckpointTrigger.AGE);
        sessions.bytes().expireBefore(50);
        assertThat(sessions("k49", 0, 100)).isEmpty();
        assertThatThrownBy(() -> sessions.put("k5", 0, 49, new Tally(1))).isInstanceOf(InvariantFailure.class)
                .hasMessageContaining("has expired");
        abort();
        assertThat(sessions("k49", 0, 100)).as("expiry falls with its interval").hasSize(1);
        assertThat(sessions.bytes().firstEndMs()).isEqualTo(10);
        sessions.bytes().expireBefore(50);
        assertThat(seal().changes).isEqualTo(1);
        commit();
        crash();
        assertThat(admissions.get(SESSIONS)).isInstanceOf(Admission.Usable.class);
        assertThat(ended(52, 100)).containsExactly("k50 0-50=50", "k51 0-51=51");
        stores.checkpoint(CheckpointTrigger.AGE);
        loseDisk();
        crash();
        assertThat(admissions.get(SESSIONS)).isEqualTo(new Admission.Rebuild(RebuildReason.NOTHING_LOCAL));
        assertThat(ended(52, 100)).containsExactly("k50 0-50=50", "k51 0-51=51");
        assertThat(stores.sessions(SESSIONS).bytes().expiredBeforeMs()).isEqualTo(50);
    }

    @Test
    void a_changelog_of_sessions_is_trimmed_below_the_segments_that_live() {
        start();
        SessionStore<String, Tally> sessions = stores.sessions(SESSIONS);
        for (long start = 0; start < 100; start += 20) {
            sessions.put("a", start, start, new Tally(start));
            sealAndCommit();
        }
        assertThat(stores.trimmableBefore(SESSIONS)).isZero();
        sessions.bytes().expireBefore(59);
        sealAndCommit();
        stores.checkpoint(CheckpointTrigger.AGE);
        long trimmable = stores.trimmableBefore(SESSIONS);
        assertThat(trimmable).as("two records, each behind it a marker; the third shares a segment with 59")
                .isEqualTo(4);
        stores.trimmed(SESSIONS, trimmable);
        logs.get(SESSIONS).trim(trimmable);
        loseDisk();
        crash();
        assertThat(ended(1_000, 10)).containsExactly("a 60-60=60", "a 80-80=80");
    }

    @Test
    void a_changelog_of_sessions_in_other_segments_is_refused() {
        start();
        stores.<String, Tally>sessions(SESSIONS).put("a", 0, 45, new Tally(1));
        sealAndCommit();
        stores.close(true);
        List<StoreDeclaration<?, ?>> other = new ArrayList<>(DECLARATIONS);
        other.set(4, StoreDeclaration.sessions(SESSIONS, 30L, Serdes.string(), Tally.SERDE));
        stores = factory().open("0_0", other);
        assertThatThrownBy(this::admitAndRestore).hasMessageContaining("another gap");
        assertThat(admissions.get(SESSIONS)).isEqualTo(new Admission.Rebuild(RebuildReason.LAYOUT_CHANGED));
    }

    // ---- checkpoints and crashes

    @Test
    void a_crash_leaves_the_last_checkpoint_and_only_the_tail_is_read() {
        start();
        KeyValueStore<String, Tally> points = stores.keyValue(POINTS);
        points.put("a", new Tally(1));
        sealAndCommit();
        stores.checkpoint(CheckpointTrigger.AGE);
        long checkpointed = logs.get(POINTS).end;
        points.put("b", new Tally(2));
        sealAndCommit();
        points.put("c", new Tally(3));
        seal(); // neither committed nor aborted

        stores.close(false);
        logs.get(POINTS).decide(false);
        stores = factory().open("0_0", DECLARATIONS);
        assertThat(stores.position(POINTS).offset()).isEqualTo(checkpointed);
        admitAndRestore();
        assertThat(stores.<String, Tally>keyValue(POINTS).get("a").count).isEqualTo(1);
        assertThat(stores.<String, Tally>keyValue(POINTS).get("b").count).isEqualTo(2);
        assertThat(stores.keyValue(POINTS).get("c")).isNull();
    }

    @Test
    void a_clean_close_leaves_nothing_to_read() {
        start();
        stores.<String, Tally>keyValue(POINTS).put("a", new Tally(1));
        sealAndCommit();
        stores.<String, Tally>keyValue(POINTS).put("never sealed", new Tally(2));
        stores.close(true);
        stores = factory().open("0_0", DECLARATIONS);
        assertThat(stores.position(POINTS).offset()).isEqualTo(logs.get(POINTS).end);
        admitAndRestore();
        assertThat(stores.<String, Tally>keyValue(POINTS).get("a").count).isEqualTo(1);
        assertThat(stores.keyValue(POINTS).get("never sealed")).isNull();
    }

    @Test
    void a_commit_alone_writes_nothing_to_the_engine_until_something_asks_for_it() {
        start();
        stores.<String, Tally>keyValue(POINTS).put("a", new Tally(1));
        sealAndCommit();
        assertThat(stores.checkpointIfDue()).isNull();
        clock.advanceMs(29_999);
        assertThat(stores.checkpointIfDue()).isNull();
        clock.advanceMs(1);
        assertThat(stores.checkpointStep(9)).as("none has begun").isFalse();
        assertThat(stores.checkpointIfDue()).isEqualTo(CheckpointTrigger.AGE);
        assertThat(stores.checkpointIfDue()).isNull();
        assertThat(stores.checkpointStep(9)).isTrue();
        assertThat(stores.checkpointStep(9)).isFalse();
        clock.advanceMs(3_600_000);
        assertThat(stores.checkpointIfDue()).as("a quiet task's positions stay fresh")
                .isEqualTo(CheckpointTrigger.POSITION_AGE);
        assertThat(stores.position(POINTS).wallTimeMs()).isEqualTo(clock.wallMs());
    }

    /** Ten keys are committed when it begins; five of them change, and one more interval falls, before it is written. */
    @Test
    void a_checkpoint_for_age_is_written_in_steps_while_intervals_go_on() {
        for (boolean through : List.of(true, false)) {
            freshStart();
            KeyValueStore<String, Tally> sorted = stores.keyValue(SORTED);
            for (int i = 0; i < 10; i++) {
                sorted.put("k" + i, new Tally(i));
            }
            sealAndCommit();
            clock.advanceMs(30_000);
            assertThat(stores.checkpointIfDue()).isEqualTo(CheckpointTrigger.AGE);
            for (int i = 0; i < 5; i++) {
                assertThat(stores.checkpointStep(1)).isTrue();
                sorted.put("k" + (2 * i), new Tally(100 + i));
                sealAndCommit();
                sorted.get("k9").count++;
                sorted.remove("k1");
                abort();
                assertThat(sorted.get("k9").count).isEqualTo(9);
            }
            List<String> expected = List.of("k0=100", "k1=1", "k2=101", "k3=3", "k4=102", "k5=5", "k6=103", "k7=7",
                    "k8=104", "k9=9");
            assertThat(scan(sorted, KeyRange.all(), 20)).isEqualTo(expected);
            if (through) {
                long held = memory.overlayBytes();
                while (stores.checkpointStep(2)) {
                    assertThat(scan(sorted, KeyRange.all(), 20)).isEqualTo(expected);
                }
                assertThat(memory.overlayBytes()).as("of those alone that changed since").isBetween(held / 4, held / 2);
                stores.checkpoint(CheckpointTrigger.AGE);
            }
            crash();
            assertThat(scan(stores.keyValue(SORTED), KeyRange.all(), 20)).isEqualTo(expected);
            assertThat(stores.position(SORTED).offset()).isEqualTo(logs.get(SORTED).end);
        }
    }

    @Test
    void what_a_checkpoint_has_written_stays_known_until_the_read_cache_has_it() {
        start();
        KeyValueStore<String, Tally> points = stores.keyValue(POINTS);
        for (int i = 0; i < 10; i++) {
            points.put("k" + i, new Tally(i));
        }
        sealAndCommit();
        stores.checkpoint(CheckpointTrigger.AGE);
        for (int i = 0; i < 10; i++) {
            assertThat(points.get("k" + i).count).as("and is cached from here on").isEqualTo(i);
        }
        for (int i = 0; i < 10; i++) {
            points.put("k" + i, new Tally(100 + i));
        }
        sealAndCommit();
        clock.advanceMs(30_000);
        assertThat(stores.checkpointIfDue()).isEqualTo(CheckpointTrigger.AGE);
        long held = memory.overlayBytes();
        int steps = 0;
        while (stores.checkpointStep(1)) {
            steps++;
            for (int i = 0; i < 10; i++) {
                assertThat(points.get("k" + i).count).isEqualTo(100 + i);
            }
        }
        assertThat(steps).as("each entry is written, and then the cache is told of it").isGreaterThanOrEqualTo(20);
        assertThat(memory.overlayBytes()).isLessThan(held);
    }

    @Test
    void memory_does_not_wait_for_the_steps_of_a_checkpoint() {
        start();
        KeyValueStore<String, Tally> points = stores.keyValue(POINTS);
        for (int i = 0; i < 100; i++) {
            points.put("k" + i, new Tally(i));
        }
        sealAndCommit();
        clock.advanceMs(30_000);
        assertThat(stores.checkpointIfDue()).isEqualTo(CheckpointTrigger.AGE);
        points.put("more", new Tally(1));
        sealAndCommit();
        memory.addOverlayBytes(2 * memory.overlayBytesMax());
        assertThat(stores.checkpointIfDue()).isEqualTo(CheckpointTrigger.MEMORY_PRESSURE);
        memory.addOverlayBytes(-2 * memory.overlayBytesMax());
        assertThat(memory.overlayBytes()).isZero();
        assertThat(stores.checkpointStep(1)).isFalse();
        assertThat(points.get("k7").count).isEqualTo(7);
    }

    @Test
    void windows_that_expire_while_a_checkpoint_is_written_stay_expired() {
        threeOfFourWindowsExpireWhileACheckpointIsWritten();
        assertThat(stores.<String, Tally>windowed(WINDOWS).get("a", 20)).isNull();
        crash();
        assertThat(stores.windowed(WINDOWS).bytes().starts()).containsExactly(30);
        assertThat(stores.windowed(WINDOWS).bytes().expiredBeforeMs()).isEqualTo(30);
    }

    /** One has expired when it begins. The next checkpoint is behind it. */
    void threeOfFourWindowsExpireWhileACheckpointIsWritten() {
        start();
        WindowStore<String, Tally> windows = stores.windowed(WINDOWS);
        for (long start = 0; start < 40; start += 10) {
            windows.put("a", start, new Tally(start));
        }
        windows.bytes().expireBefore(10);
        sealAndCommit();
        clock.advanceMs(30_000);
        assertThat(stores.checkpointIfDue()).isEqualTo(CheckpointTrigger.AGE);
        windows.bytes().expireBefore(30);
        sealAndCommit();
        while (stores.checkpointStep(1)) {
            assertThat(windows.bytes().starts()).containsExactly(30);
        }
        stores.checkpoint(CheckpointTrigger.AGE);
    }

    @Test
    void records_bytes_and_memory_ask_for_a_checkpoint() {
        start();
        KeyValueStore<String, Tally> points = stores.keyValue(POINTS);
        for (int round = 0; round < 10; round++) {
            assertThat(stores.checkpointIfDue()).isNull();
            for (int i = 0; i < 50_000; i++) {
                points.put("k" + i, new Tally(round));
            }
            sealAndCommit();
            logs.get(POINTS).committed.clear();
        }
        assertThat(stores.checkpointIfDue()).isEqualTo(CheckpointTrigger.RECORDS);

        memory.addOverlayBytes(memory.overlayBytesMax() + 1);
        assertThat(stores.pressure()).isEqualTo(MemoryPressure.COMMIT);
        memory.addOverlayBytes(memory.overlayBytesMax() / 2);
        points.put("one", new Tally(1));
        sealAndCommit();
        assertThat(stores.checkpointIfDue()).isEqualTo(CheckpointTrigger.MEMORY_PRESSURE);
        memory.addOverlayBytes(memory.overlayBytesMax());
        assertThat(stores.pressure()).isEqualTo(MemoryPressure.STOP_READING);
        memory.addOverlayBytes(-2 * memory.overlayBytesMax() - memory.overlayBytesMax() / 2 - 1);
    }

    // ---- identity

    @Test
    void a_recreated_changelog_rebuilds_its_store_alone() {
        twoStoresWithContent();
        logs.get(POINTS).topicId = new UUID(9, 9);
        logs.get(POINTS).committed.clear();
        crash();
        assertThat(admissions.get(POINTS)).isEqualTo(new Admission.Rebuild(RebuildReason.TOPIC_RECREATED));
        assertThat(admissions.get(SORTED)).isInstanceOf(Admission.Usable.class);
        assertThat(stores.keyValue(POINTS).get("a")).isNull();
        assertThat(stores.<String, Tally>keyValue(SORTED).get("a").count).isEqualTo(2);
    }

    @Test
    void a_position_beyond_the_end_rebuilds_the_store() {
        twoStoresWithContent();
        logs.get(POINTS).committed.clear();
        logs.get(POINTS).end = 0;
        crash();
        assertThat(admissions.get(POINTS)).isEqualTo(new Admission.Rebuild(RebuildReason.BEYOND_END));
        assertThat(stores.keyValue(POINTS).get("a")).isNull();
    }

    @Test
    void another_layout_rebuilds_the_store() {
        start();
        stores.<String, Tally>windowed(WINDOWS).put("a", 20, new Tally(4));
        sealAndCommit();
        stores.close(true);
        List<StoreDeclaration<?, ?>> other = new ArrayList<>(DECLARATIONS);
        other.set(2, StoreDeclaration.windowed(WINDOWS, 5L, Serdes.string(), Tally.SERDE));
        stores = factory().open("0_0", other);
        admitAndRestore();
        assertThat(admissions.get(WINDOWS)).isEqualTo(new Admission.Rebuild(RebuildReason.LAYOUT_CHANGED));
        assertThat(stores.<String, Tally>windowed(WINDOWS).get("a", 20).count).isEqualTo(4);
        assertThat(stores.windowed(WINDOWS).bytes().starts()).containsExactly(20);
    }

    @Test
    void a_restore_that_is_cut_goes_on_where_it_was() {
        start();
        Random random = new Random(1);
        KeyValueStore<String, Tally> points = stores.keyValue(POINTS);
        String padding = "x".repeat(500);
        for (int i = 0; i < 30_000; i++) {
            points.put(padding + i, new Tally(random.nextLong()));
        }
        sealAndCommit();
        stores.close(false);
        loseDisk();
        stores = factory().open("0_0", DECLARATIONS);
        assertThat(stores.admit(POINTS, logs.get(POINTS).facts())).isInstanceOf(Admission.Rebuild.class);
        TestChangelog half = new TestChangelog();
        half.committed.putAll(logs.get(POINTS).committed.headMap(20_000L));
        StoreRestore restore = stores.restore(POINTS);
        assertThatThrownBy(() -> half.restore(new CutRestore(restore, 20_000), 0)).hasMessage("cut");
        stores.checkpoint(CheckpointTrigger.AGE); // whatever flushes what was written
        stores.close(false);

        stores = factory().open("0_0", DECLARATIONS);
        assertThat(stores.position(POINTS).offset()).as("some batches were written").isBetween(1L, 20_000L);
        admitAndRestore();
        assertThat(admissions.get(POINTS)).isInstanceOf(Admission.Usable.class);
        random = new Random(1);
        points = stores.keyValue(POINTS);
        for (int i = 0; i < 30_000; i++) {
            assertThat(points.get(padding + i).count).isEqualTo(random.nextLong());
        }
    }

    private record CutRestore(StoreRestore inner, long after) implements StoreRestore {
        @Override
        public boolean apply(dev.tidemark.record.RecordCursor record) {
            if (record.offset() >= after - 1) {
                throw new IllegalStateException("cut");
            }
            return inner.apply(record);
        }

        @Override
        public void advance(StorePosition position) {
            inner.advance(position);
        }

        @Override
        public void finish(StorePosition position) {
            inner.finish(position);
        }

        @Override
        public long recordsApplied() {
            return inner.recordsApplied();
        }
    }

    // ---- everything at random

    /** How many seeds the random test takes; engines differ in what opening costs. */
    int seeds() {
        return 40;
    }

    @Test
    void random_lives_agree_with_the_model() {
        String only = System.getProperty("seed", "");
        for (int seed = only.isEmpty() ? 0 : Integer.parseInt(only); seed < seeds() || !only.isEmpty(); seed++) {
            if (stores != null) {
                stores.close(false);
            }
            loseDisk();
            logs = newLogs();
            new RandomLife(this, seed).run();
            if (!only.isEmpty()) {
                break;
            }
        }
    }

    // ---- steps of these tests

    private void twoStoresWithContent() {
        start();
        stores.<String, Tally>keyValue(POINTS).put("a", new Tally(1));
        stores.<String, Tally>keyValue(SORTED).put("a", new Tally(2));
        sealAndCommit();
        stores.checkpoint(CheckpointTrigger.AGE);
    }

    private List<String> sessions(String key, long fromMs, long toMs) {
        List<String> found = new ArrayList<>();
        stores.<String, Tally>sessions(SESSIONS)
                .find(key, fromMs, toMs,
                        (same, start, end, value) -> found.add(text(same) + " " + start + "-" + end + "=" + value));
        return found;
    }

    private List<String> ended(long beforeMs, int limit) {
        List<String> found = new ArrayList<>();
        int visited = stores.<String, Tally>sessions(SESSIONS)
                .bytes()
                .scanEnded(beforeMs, limit,
                        (key, start, end, value) -> found.add(text(key) + " " + start + "-" + end + "=" + value));
        assertThat(visited).isEqualTo(found.size());
        return found;
    }
}
