/**
 * Who runs which task. The group's leader decides: {@link dev.tidemark.streams.runtime.assignment.StickyAssignor} spreads
 * tasks over processes by their number of workers, {@link dev.tidemark.streams.runtime.assignment.Handover} moves a task
 * only after its owner has let go of it, and {@link dev.tidemark.streams.runtime.assignment.MemberInfo} is what members
 * tell each other. Pure functions and data; any thread.
 */
@NullMarked
package dev.tidemark.streams.runtime.assignment;

import org.jspecify.annotations.NullMarked;
