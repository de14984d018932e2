package dev.tidemark.streams;

import dev.tidemark.streams.plan.Plan;
import dev.tidemark.streams.rewrite.Rewrites;
import java.util.function.Consumer;

/**
 * The entry to the DSL.
 *
 * {@snippet :
 * Topology topology = Streams.define(s -> s.from("orders", Consumed.with(Serdes.string(), orders))
 *         .groupBy((id, order) -> order.customer(), Grouped.with("by-customer", Serdes.string()))
 *         .windowedBy(Windows.tumbling(Duration.ofMinutes(1)).grace(Duration.ofSeconds(5)))
 *         .count(Materialized.as("orders-per-minute"))
 *         .to("order-counts"));
 * }
 */
public final class Streams {

    private Streams() {}

    /**
     * Runs the definition once, checks what came out, and answers it as data.
     *
     * @throws dev.tidemark.core.failure.TidemarkException {@code NODE_UNNAMED} for a stateful node without a name, with
     *         a suggestion; {@code SERDE_MISSING} naming the node that needs one; {@code TOPOLOGY_INVALID} otherwise
     */
    public static Topology define(Consumer<StreamsBuilder> definition) {
        Definition draft = new Definition();
        definition.accept(new StreamsBuilder(draft));
        Plan written = draft.plan();
        PlanCheck.names(written);
        Plan planned = Rewrites.apply(written);
        PlanCheck.bytes(planned);
        return new Topology(written, planned);
    }
}
