package dev.tidemark.streams.rewrite;

import dev.tidemark.streams.plan.Plan;
import java.util.function.UnaryOperator;

/** One rewrite: the same results, another shape. */
interface Rewrite extends UnaryOperator<Plan> {}
