package dev.tidemark.core.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Questions from loop to loop. */
class AskedLoopTest {

    private final ManualClock clock = new ManualClock(0);
    private final ManualLoop asker = new ManualLoop(clock);
    private final ManualLoop asked = new ManualLoop(clock);

    @Test
    void a_question_is_put_on_the_loop_that_is_asked() {
        CompletableFuture<Boolean> there = asked.ask(() -> CompletableFuture.completedFuture(asked.inLoop()))
                .toCompletableFuture();
        assertThat(there).isNotDone();
        asked.runReady();
        assertThat(there).isCompletedWithValue(true);
    }

    @Test
    void a_loop_that_asks_itself_has_the_answer_at_once() {
        CompletableFuture<CompletableFuture<String>> own = new CompletableFuture<>();
        asked.execute(
                () -> own.complete(asked.ask(() -> CompletableFuture.completedFuture("now")).toCompletableFuture()));
        asked.runOne();
        assertThat(own.join()).isCompletedWithValue("now");
    }

    @Test
    void an_answer_is_heard_on_the_loop_that_asked() {
        CompletableFuture<Boolean> heardHere = asker.hear(asked.ask(() -> CompletableFuture.completedFuture("answer")))
                .thenApply(answer -> asker.inLoop())
                .toCompletableFuture();
        asked.runReady();
        assertThat(heardHere).isNotDone();
        asker.runReady();
        assertThat(heardHere).isCompletedWithValue(true);
    }

    @Test
    void a_failed_answer_fails_what_was_asked_and_a_bug_the_loop_too() {
        CompletableFuture<String> failed = asker
                .hear(asked.<String>ask(() -> CompletableFuture.failedFuture(new IllegalStateException("no"))))
                .toCompletableFuture();
        asked.runReady();
        asker.runReady();
        assertThat(failed).isCompletedExceptionally();
        CompletableFuture<String> bug = asked.<String>ask(() -> {
            throw new IllegalArgumentException("bug");
        }).toCompletableFuture();
        assertThatThrownBy(asked::runReady).isInstanceOf(IllegalArgumentException.class);
        assertThat(bug).isCompletedExceptionally();
    }
}
