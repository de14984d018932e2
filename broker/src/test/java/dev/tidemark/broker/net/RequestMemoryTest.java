package dev.tidemark.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The memory that all connections share for their requests. */
class RequestMemoryTest {

    private final RequestMemory memory = new RequestMemory(133);
    private final List<String> woken = new ArrayList<>();

    private RequestMemory.Share share(String name) {
        return memory.share(() -> woken.add(name));
    }

    /** One that holds so much for a large request. */
    private RequestMemory.Share holder(String name, long bytes) {
        RequestMemory.Share holder = share(name);
        assertThat(holder.take(bytes, false)).isTrue();
        return holder;
    }

    @Test
    void what_is_taken_is_given_to_nobody_else() {
        RequestMemory.Share a = holder("a", 60);
        RequestMemory.Share beyond = share("beyond");
        assertThat(beyond.take(60, false)).as("one at a time may go beyond").isTrue();
        RequestMemory.Share b = share("b");
        assertThat(b.take(60, false)).isFalse();
        assertThat(beyond.take(10, false)).as("and does not stop half way").isTrue();
        assertThat(memory.takenBytes()).isEqualTo(130);
        a.give(30);
        assertThat(woken).containsExactly("b");
        assertThat(b.take(65, false)).as("still too much, and another is beyond").isFalse();
        beyond.give(70);
        assertThat(woken).containsExactly("b", "b");
        assertThat(b.take(65, false)).isTrue();
    }

    @Test
    void what_one_takes_beyond_the_bound_is_not_the_part_of_small_requests() {
        holder("large", 100);
        holder("beyond", 90);
        assertThat(memory.takenBytes()).isEqualTo(190);
        RequestMemory.Share small = share("small");
        assertThat(small.take(33, true)).isTrue();
        assertThat(small.take(1, true)).isFalse();
    }

    @Test
    void whoever_went_beyond_comes_back_within_when_there_is_room_and_then_it_counts_for_all() {
        RequestMemory.Share large = holder("large", 90);
        RequestMemory.Share beyond = holder("beyond", 60);
        large.give(60);
        assertThat(share("another").take(80, false)).as("its turn lasts until it asks or gives itself").isFalse();
        beyond.give(5);
        assertThat(share("another").take(20, false)).as("the turn is free").isTrue();
        assertThat(memory.takenBytes()).isEqualTo(85 + 20);
        assertThat(share("third").take(45, false)).as("thirty, and fifty-five that were beyond").isFalse();
    }

    @Test
    void small_requests_go_on_when_large_ones_have_taken_theirs() {
        RequestMemory.Share large = holder("large", 100);
        RequestMemory.Share beyond = holder("beyond", 1);
        assertThat(share("another").take(1, false)).isFalse();
        RequestMemory.Share small = share("small");
        assertThat(small.take(30, true)).isTrue();
        assertThat(small.take(30, true)).isFalse();
        small.give(30);
        assertThat(woken).contains("small");
        assertThat(small.take(30, true)).isTrue();
    }

    @Test
    void whoever_went_beyond_and_holds_nothing_any_more_lets_the_next_go_beyond() {
        RequestMemory.Share large = holder("large", 90);
        RequestMemory.Share beyond = holder("beyond", 20);
        RequestMemory.Share small = share("small");
        assertThat(small.take(20, true)).isTrue();
        beyond.give(20);
        assertThat(memory.takenBytes()).as("small ones keep it above what large ones may have").isEqualTo(110);
        assertThat(share("next").take(50, false)).isTrue();
    }

    @Test
    void those_who_wait_wake_each_other_as_long_as_there_is_some() {
        RequestMemory.Share all = holder("all", 100);
        RequestMemory.Share beyond = holder("beyond", 1);
        RequestMemory.Share a = share("a");
        RequestMemory.Share b = share("b");
        RequestMemory.Share c = share("c");
        assertThat(a.take(10, false) || b.take(10, false) || c.take(10, false)).isFalse();
        all.give(100);
        assertThat(woken).containsExactly("a");
        assertThat(a.take(10, false)).isTrue();
        assertThat(woken).containsExactly("a", "b");
        assertThat(b.take(10, false)).isTrue();
        assertThat(woken).containsExactly("a", "b", "c");
    }

    @Test
    void one_that_leaves_passes_its_turn_on() {
        RequestMemory.Share all = holder("all", 100);
        RequestMemory.Share beyond = holder("beyond", 1);
        RequestMemory.Share a = share("a");
        RequestMemory.Share b = share("b");
        assertThat(a.take(10, false) || b.take(10, false)).isFalse();
        all.give(100);
        a.leave();
        assertThat(woken).containsExactly("a", "b");
        assertThat(memory.waiting()).isZero();
    }

    @Test
    void whatever_comes_and_goes_everybody_gets_through_and_the_bound_is_kept_but_for_one() {
        for (long seed = 0; seed < 200; seed++) {
            runSession(seed);
        }
    }

    /** Connections that take in pieces what a request needs, and give it back once it is whole. */
    private static void runSession(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RequestMemory memory = new RequestMemory(133);
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            readers.add(new Reader(memory, random.nextInt(1, 90), random.nextInt(1, 6)));
        }
        int turns = 0;
        while (!readers.stream().allMatch(Reader::done)) {
            assertThat(turns++).as("seed %d: somebody waits for ever", seed).isLessThan(5_000);
            readers.get(random.nextInt(readers.size())).turn(random);
            long most = readers.stream().mapToLong(reader -> reader.share.heldBytes()).max().orElse(0);
            assertThat(memory.takenBytes()).as("seed %d", seed).isLessThanOrEqualTo(100 + most);
        }
        assertThat(memory.takenBytes()).isZero();
    }

    private static final class Reader {

        private final RequestMemory.Share share;
        private final int requestBytes;
        private int requests;
        private int held;
        private boolean asleep;

        Reader(RequestMemory memory, int requestBytes, int requests) {
            this.share = memory.share(() -> asleep = false);
            this.requestBytes = requestBytes;
            this.requests = requests;
        }

        boolean done() {
            return requests == 0;
        }

        void turn(SplittableRandom random) {
            if (asleep || done()) {
                return;
            }
            if (held == requestBytes) {
                share.give(held);
                held = 0;
                requests--;
                return;
            }
            int more = random.nextInt(1, requestBytes - held + 1);
            asleep = true; // unless it is woken while it asks
            if (share.take(more, false)) {
                asleep = false;
                held += more;
            }
        }
    }
}
