/**
 * From the plan as written to the plan that is run: functions {@code Plan -> Plan}, one class each, applied in the order
 * that {@link dev.tidemark.streams.rewrite.Rewrites} lists. Pure; called once, when a topology is defined.
 */
@NullMarked
package dev.tidemark.streams.rewrite;

import org.jspecify.annotations.NullMarked;
