package dev.tidemark.verification.compatibility;

import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * Counts each test of the suite in the row of its peer ({@link ForPeer}); a test may ask for its {@link PeerRow} to tell the peer's
 * version. One set of rows for the whole run, which writes the table when the run closes it. Run by JUnit's threads.
 */
final class PeerTable implements InvocationInterceptor, ParameterResolver {

    private static final ExtensionContext.Namespace SUITE = ExtensionContext.Namespace.create(PeerTable.class);

    @Override
    public void interceptTestMethod(Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
        count(invocation, row(context));
    }

    @Override
    public void interceptTestTemplateMethod(Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
        count(invocation, row(context));
    }

    @Override
    public void interceptDynamicTest(Invocation<@Nullable Void> invocation, DynamicTestInvocationContext test,
            ExtensionContext context) throws Throwable {
        count(invocation, row(context));
    }

    /** A factory that fails (the peer does not install, or died) counts as one failed test, one that gives up as a skipped one. */
    @Override
    public <T extends @Nullable Object> T interceptTestFactoryMethod(Invocation<T> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
        try {
            return invocation.proceed();
        } catch (TestAbortedException noPeer) {
            row(context).ifPresent(row -> row.skipped(String.valueOf(noPeer.getMessage())));
            throw noPeer;
        } catch (Throwable failure) {
            row(context).ifPresent(PeerRow::failed);
            throw failure;
        }
    }

    private static void count(Invocation<@Nullable Void> invocation, Optional<PeerRow> row) throws Throwable {
        try {
            invocation.proceed();
            row.ifPresent(PeerRow::passed);
        } catch (TestAbortedException noPeer) {
            row.ifPresent(peer -> peer.skipped(String.valueOf(noPeer.getMessage())));
            throw noPeer;
        } catch (Throwable failure) {
            row.ifPresent(PeerRow::failed);
            throw failure;
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == PeerRow.class;
    }

    @Override
    public PeerRow resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return row(context).orElseThrow(() -> new IllegalStateException("no @ForPeer on " + context.getDisplayName()));
    }

    private static Optional<PeerRow> row(ExtensionContext context) {
        Optional<ExtensionContext> asked = Optional.of(context);
        while (asked.isPresent() && asked.get().getTestMethod().isEmpty()) { // a dynamic test: its factory knows
            asked = asked.get().getParent();
        }
        return asked.flatMap(ExtensionContext::getTestMethod)
                .map(method -> method.getAnnotation(ForPeer.class))
                .map(peer -> rows(context).of(peer.value()));
    }

    private static PeerRows rows(ExtensionContext context) {
        return context.getRoot()
                .getStore(SUITE)
                .getOrComputeIfAbsent(PeerRows.class, _ -> new PeerRows(),
                        PeerRows.class);
    }
}
