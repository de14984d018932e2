package dev.tidemark.broker.group;

import dev.tidemark.core.loop.EventLoop;

/**
 * What a group of the classic protocol is doing, with what belongs to that state alone.
 *
 * <pre>
 *              join                 all joined, or time is up
 *   EMPTY ------------> PREPARING ----------------------------> COMPLETING
 *     ^                 REBALANCE  <--- join, leave, expiry ---  REBALANCE
 *     |                  |   ^                                       |
 *     |  nobody joined   |   | join with other topics,               | the leader's
 *     +------------------+   | leave, expiry                         | assignment
 *     |                      |                                       v
 *     | forgotten            +------------------------------------ STABLE
 *     v
 *   DEAD
 * </pre>
 */
sealed interface GroupState {

    /** The name that clients know. */
    String wireName();

    /** No members; the offsets may still be there. */
    record Empty() implements GroupState {
        @Override
        public String wireName() {
            return "Empty";
        }
    }

    /** Waits until all members have joined again, or their time is up. */
    final class PreparingRebalance implements GroupState {

        /** Whether the group was empty before: then it waits a while for members to come together. */
        final boolean initial;
        /** Of an initial rebalance: whether somebody came since the last look. */
        boolean newMemberAdded;
        /** Of an initial rebalance: how much longer it may be put off. */
        long remainingMs;
        private EventLoop.Scheduled timer = () -> {};

        PreparingRebalance(boolean initial) {
            this.initial = initial;
        }

        /** Replaces the timer. */
        void arm(EventLoop.Scheduled next) {
            timer.cancel();
            timer = next;
        }

        void disarm() {
            timer.cancel();
        }

        @Override
        public String wireName() {
            return "PreparingRebalance";
        }
    }

    /** Members know the new generation and wait for the leader's assignment. */
    record CompletingRebalance() implements GroupState {
        @Override
        public String wireName() {
            return "CompletingRebalance";
        }
    }

    /** Every member has, or can ask for, its assignment. */
    record Stable() implements GroupState {
        @Override
        public String wireName() {
            return "Stable";
        }
    }

    /** Forgotten; only a late timer still holds it. */
    record Dead() implements GroupState {
        @Override
        public String wireName() {
            return "Dead";
        }
    }
}
