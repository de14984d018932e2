package dev.tidemark.broker.group;

import static dev.tidemark.broker.group.ConsumerMembership.REGEX_REFRESH_INTERVAL_MIN_MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.group.ConsumerWorld.Consumer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often the broker looks for the topics that match members' regular expressions, in virtual time. Each look is one append. */
class RegexRefreshTest {

    private static final int INTERVAL_MS = 60_000;

    private final ConsumerWorld world = new ConsumerWorld(
            GroupWorld.consumers(Map.of("group.consumer.regex.refresh.interval.ms", Integer.toString(INTERVAL_MS))));
    private final Consumer ann = world.consumer("ann").matching("order.*");
    private final Consumer bob = world.consumer("bob").matching("bill.*");

    @BeforeEach
    void a_member_that_reads_what_matches() {
        world.topic("orders", 1);
        world.settle(ann);
        assertThat(ann.owns).isEqualTo(world.all("orders"));
    }

    private int appends() {
        return world.world.logs.appends();
    }

    private void pass(long ms) {
        world.world.loop.advanceMs(ms);
    }

    @Test
    void topics_that_come_are_noticed_together_some_time_after_the_last_look() {
        world.topic("order-items", 1);
        ann.beat();
        pass(REGEX_REFRESH_INTERVAL_MIN_MS / 2);
        world.topic("order-notes", 1);
        ann.beat();
        pass(REGEX_REFRESH_INTERVAL_MIN_MS / 2 - 1);
        int before = appends();
        ann.beat();
        assertThat(appends()).as("too soon for another look").isEqualTo(before);
        assertThat(ann.owns).isEqualTo(world.all("orders"));
        pass(1);
        world.settle(ann);
        assertThat(ann.owns).isEqualTo(world.all("orders", "order-items", "order-notes"));
    }

    @Test
    void while_no_topic_comes_or_goes_there_is_a_look_every_interval() {
        int before = appends();
        int epoch = ann.epoch;
        for (int ms = 0; ms < INTERVAL_MS - 5_000; ms += 5_000) {
            pass(5_000);
            ann.beat();
        }
        pass(4_999);
        ann.beat();
        assertThat(appends()).isEqualTo(before);
        pass(1);
        ann.beat();
        ann.beat();
        assertThat(appends()).isEqualTo(before + 1);
        assertThat(ann.epoch).as("it found nothing new").isEqualTo(epoch);
        assertThat(world.state()).isEqualTo("Stable");
    }

    @Test
    void the_topics_of_a_new_expression_are_looked_up_at_once_and_alone() {
        world.topic("bills", 1);
        world.topic("order-items", 1);
        pass(1_000);
        world.settle(ann, bob);
        assertThat(bob.owns).isEqualTo(world.all("bills"));
        assertThat(ann.owns).as("her expression's time has not come").isEqualTo(world.all("orders"));
        pass(REGEX_REFRESH_INTERVAL_MIN_MS - 1_000);
        world.settle(ann, bob);
        world.assertDisjointAndComplete(List.of(ann, bob), world.all("orders", "order-items", "bills"));
    }

    @Test
    void a_reload_remembers_when_the_last_look_was() {
        pass(REGEX_REFRESH_INTERVAL_MIN_MS - 1);
        world.topic("order-items", 1);
        world.crashAndReload();
        ann.beat();
        assertThat(ann.owns).isEqualTo(world.all("orders"));
        pass(1);
        world.settle(ann);
        assertThat(ann.owns).isEqualTo(world.all("orders", "order-items"));
    }

    @Test
    void a_clock_that_went_back_does_not_put_the_next_look_off() {
        world.topic("order-items", 1);
        world.world.clock.stepWallMs(-3_600_000);
        world.settle(ann);
        assertThat(ann.owns).isEqualTo(world.all("orders", "order-items"));
    }
}
