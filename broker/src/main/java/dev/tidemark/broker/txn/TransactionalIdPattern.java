package dev.tidemark.broker.txn;

import dev.tidemark.broker.coordinator.BoundedMatcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** A regular expression for whole transactional ids, from one request. Made where that came in, then confined to the coordinator's loop. */
public final class TransactionalIdPattern {

    /** Characters that one request may look at, in all ids together. */
    private static final int LOOKS_MAX = 10_000_000;

    /** Null lets every id pass. */
    private final @Nullable BoundedMatcher matcher;

    private TransactionalIdPattern(@Nullable BoundedMatcher matcher) {
        this.matcher = matcher;
    }

    /** @return null if the expression is none; no or an empty expression lets every id pass */
    public static @Nullable TransactionalIdPattern of(@Nullable String expression) {
        if (expression == null || expression.isEmpty()) {
            return new TransactionalIdPattern(null);
        }
        try {
            return new TransactionalIdPattern(new BoundedMatcher(Pattern.compile(expression), LOOKS_MAX));
        } catch (PatternSyntaxException malformed) {
            return null;
        }
    }

    /** Whether the whole id is of the pattern. */
    BoundedMatcher.Verdict test(String transactionalId) {
        return matcher == null ? BoundedMatcher.Verdict.MATCHES : matcher.test(transactionalId);
    }
}
