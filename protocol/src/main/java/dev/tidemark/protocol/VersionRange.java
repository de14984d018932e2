package dev.tidemark.protocol;

import com.google.errorprone.annotations.Immutable;

/**
 * Versions of an API, both ends included. The empty range has its ends the wrong way round.
 *
 * @param lowest the oldest version
 * @param highest the newest version; {@link Short#MAX_VALUE} where a declaration says "and all later ones"
 */
@Immutable
public record VersionRange(short lowest, short highest) {

    /** Contains no version. */
    public static final VersionRange NONE = new VersionRange((short) 0, (short) -1);

    /** Contains every version. */
    public static final VersionRange ALL = new VersionRange((short) 0, Short.MAX_VALUE);

    /**
     * The range that {@code 4-18}, {@code 3+}, {@code 7} or {@code none} spells.
     *
     * @throws IllegalArgumentException if the text is none of these
     */
    public static VersionRange parse(String text) {
        if (text.equals("none")) {
            return NONE;
        }
        if (text.endsWith("+")) {
            return new VersionRange(Short.parseShort(text.substring(0, text.length() - 1)), Short.MAX_VALUE);
        }
        int dash = text.indexOf('-');
        if (dash < 0) {
            return new VersionRange(Short.parseShort(text), Short.parseShort(text));
        }
        return new VersionRange(Short.parseShort(text.substring(0, dash)), Short.parseShort(text.substring(dash + 1)));
    }

    public boolean contains(int version) {
        return lowest <= version && version <= highest;
    }

    public boolean isEmpty() {
        return lowest > highest;
    }

    /** The versions that both ranges contain. */
    public VersionRange intersect(VersionRange other) {
        VersionRange both = new VersionRange((short) Math.max(lowest, other.lowest),
                (short) Math.min(highest, other.highest));
        return both.isEmpty() ? NONE : both;
    }

    @Override
    public String toString() {
        if (isEmpty()) {
            return "none";
        }
        if (highest == Short.MAX_VALUE) {
            return lowest + "+";
        }
        return lowest == highest ? Short.toString(lowest) : lowest + "-" + highest;
    }
}
