package dev.tidemark.broker.controller;

/**
 * A level wanted for a feature.
 *
 * @param level 0 to do without it
 */
public record FeatureUpdate(String name, short level, Direction direction) {

    /** Which way it may go; numbered from 1 on the wire. */
    public enum Direction {
        UPGRADE,
        /** Only if nothing is lost. */
        SAFE_DOWNGRADE,
        /** Whatever is lost. */
        UNSAFE_DOWNGRADE
    }
}
