package dev.tidemark.core.failure;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks of what must be true whatever the input was. A failure is a bug: the owner of the state stops, loudly; nobody
 * catches it and goes on. Safe from any thread.
 */
public final class Invariants {

    private Invariants() {}

    /** Fails unless {@code condition} holds. Stays on in production: keep it of constant cost. */
    public static void check(boolean condition, String message) {
        if (!condition) {
            throw new InvariantFailure(message);
        }
    }

    /** Fails unless {@code condition} holds; the message is formatted only then. */
    @FormatMethod
    public static void check(boolean condition, @FormatString String format, @Nullable Object... args) {
        if (!condition) {
            throw new InvariantFailure(String.format(format, args));
        }
    }

    /** For a branch that cannot be reached: {@code throw Invariants.failure(...)}. */
    public static InvariantFailure failure(String message) {
        return new InvariantFailure(message);
    }

    /** A check of more than constant cost: runs where assertions are enabled, that is in tests and simulation. */
    public static void expensive(BooleanSupplier condition, String message) {
        assert condition.getAsBoolean() : message;
    }

    /** The value, which cannot be null here. */
    public static <T> T present(@Nullable T value, String what) {
        if (value == null) {
            throw new InvariantFailure(what + " is missing");
        }
        return value;
    }
}
