package dev.tidemark.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.InvariantFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What timers promise. */
interface TimerContract {

    TaskStoresContract at();

    @Test
    default void timers_are_taken_by_time_then_name_then_key_and_each_once() {
        at().freshStart();
        TimerStore<String> timers = store();
        timers.schedule("close", "b", 20);
        timers.schedule("close", "a", 20);
        timers.schedule("alarm", "c", 20);
        timers.schedule("close", "z", -5);
        at().sealAndCommit();
        at().stores.checkpoint(CheckpointTrigger.AGE);
        timers.schedule("close", "d", 10);
        timers.schedule("close", "e", 21);
        assertThat(timers.bytes().firstMs()).isEqualTo(-5);
        assertThat(due(20, 2)).containsExactly("close z -5", "close d 10");
        assertThat(due(20, 100)).containsExactly("alarm c 20", "close a 20", "close b 20");
        assertThat(due(20, 100)).isEmpty();
        assertThat(timers.bytes().firstMs()).isEqualTo(21);
    }

    @Test
    default void a_key_has_one_timer_of_a_name() {
        at().freshStart();
        TimerStore<String> timers = store();
        timers.schedule("close", "a", 10);
        timers.schedule("open", "a", 12);
        at().sealAndCommit();
        at().stores.checkpoint(CheckpointTrigger.AGE);
        timers.schedule("close", "a", 30);
        assertThat(timers.scheduledAt("close", "a")).isEqualTo(OptionalLong.of(30));
        assertThat(due(29, 10)).containsExactly("open a 12");
        timers.cancel("close", "a");
        timers.cancel("close", "nobody");
        assertThat(timers.scheduledAt("close", "a")).isEmpty();
        assertThat(due(100, 10)).isEmpty();
        assertThat(timers.bytes().firstMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    default void what_a_timer_schedules_and_cancels_takes_effect_at_once() {
        at().freshStart();
        TimerStore<String> timers = store();
        timers.schedule("t", "a", 10);
        timers.schedule("t", "b", 30);
        timers.schedule("t", "c", 40);
        List<String> taken = new ArrayList<>();
        int count = timers.takeDue(50, 100, (name, key, timeMs) -> {
            taken.add(key + timeMs);
            if (key.equals("a")) {
                timers.schedule("t", "between", 20);
                timers.schedule("t", "later", 60);
                timers.cancel("t", "c");
            }
        });
        assertThat(taken).containsExactly("a10", "between20", "b30");
        assertThat(count).isEqualTo(3);
        assertThat(timers.bytes().firstMs()).isEqualTo(60);
    }

    @Test
    default void a_timer_that_another_cancels_or_puts_off_does_not_come() {
        at().freshStart();
        TimerStore<String> timers = store();
        timers.schedule("t", "a", 10);
        timers.schedule("t", "cancelled", 20);
        timers.schedule("t", "put off", 30);
        timers.schedule("t", "d", 40);
        List<String> taken = new ArrayList<>();
        int count = timers.takeDue(50, 100, (name, key, timeMs) -> {
            taken.add(key + timeMs);
            if (key.equals("a")) {
                timers.cancel("t", "cancelled");
                timers.schedule("t", "put off", 60);
            }
        });
        assertThat(taken).containsExactly("a10", "d40");
        assertThat(count).isEqualTo(2);
        assertThat(timers.bytes().firstMs()).isEqualTo(60);
    }

    @Test
    default void timers_taken_in_an_interval_that_fell_are_taken_again() {
        at().freshStart();
        store().schedule("t", "a", 10);
        store().schedule("t", "b", 20);
        at().sealAndCommit();
        assertThat(due(15, 10)).containsExactly("t a 10");
        store().schedule("t", "c", 5);
        at().seal();
        at().abort();
        assertThat(due(25, 10)).containsExactly("t a 10", "t b 20");
        at().sealAndCommit();
        at().stores.close(false);
        at().loseDisk();
        at().crash();
        assertThat(due(Long.MAX_VALUE, 10)).as("what was committed as taken stays so").isEmpty();
    }

    @Test
    default void timers_come_back_from_the_changelog() {
        at().freshStart();
        for (int i = 0; i < 500; i++) {
            store().schedule("t", "k" + i, i % 7);
        }
        at().sealAndCommit();
        for (int i = 0; i < 500; i += 2) {
            store().schedule("t", "k" + i, 1_000 + i);
        }
        at().sealAndCommit();
        at().logs.get(TaskStoresStage.TIMERS).compact();
        at().stores.close(false);
        at().loseDisk();
        at().crash();
        assertThat(due(999, 1_000)).hasSize(250).startsWith("t k105 0", "t k119 0");
        assertThat(due(Long.MAX_VALUE, 1_000)).hasSize(250).startsWith("t k0 1000");
    }

    @Test
    default void the_ends_of_time_can_be_waited_for() {
        at().freshStart();
        store().schedule("t", "last", Long.MAX_VALUE);
        store().schedule("t", "first", Long.MIN_VALUE);
        assertThat(due(Long.MAX_VALUE - 1, 10)).containsExactly("t first " + Long.MIN_VALUE);
        assertThat(due(Long.MAX_VALUE, 10)).containsExactly("t last " + Long.MAX_VALUE);
        assertThat(due(Long.MAX_VALUE, 10)).isEmpty();
        assertThatThrownBy(() -> store().schedule("a\0b", "k", 1)).isInstanceOf(InvariantFailure.class);
    }

    private TimerStore<String> store() {
        return at().stores.timers(TaskStoresStage.TIMERS);
    }

    private List<String> due(long frontierMs, int limit) {
        List<String> taken = new ArrayList<>();
        int count = store().takeDue(frontierMs, limit,
                (name, key, timeMs) -> taken.add(name + " " + key + " " + timeMs));
        assertThat(count).isEqualTo(taken.size());
        return taken;
    }
}
