package dev.tidemark.verification.simulation.mutant;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.function.Consumer;

/**
 * A change of one method of a compiled class. A value.
 *
 * @param owner the class's binary name
 * @param method its name; all of that name are changed
 */
record Edit(String owner, String method, MethodTransform change) {

    /** The method does something else altogether. */
    static Edit body(String owner, String method, Consumer<CodeBuilder> instead) {
        return new Edit(owner, method, (builder, element) -> {
            if (element instanceof CodeModel) {
                builder.withCode(instead);
            } else {
                builder.with(element);
            }
        });
    }

    /** The method does something before all else. */
    static Edit first(String owner, String method, Consumer<CodeBuilder> before) {
        return new Edit(owner, method, MethodTransform.transformingCode(new CodeTransform() {
            @Override
            public void atStart(CodeBuilder builder) {
                before.accept(builder);
            }

            @Override
            public void accept(CodeBuilder builder, CodeElement element) {
                builder.with(element);
            }
        }));
    }

    /** Where the method calls another of this name and owner, it does something else; what was on the stack for the call still is. */
    static Edit call(String owner, String method, String calledOwner, String called, Consumer<CodeBuilder> instead) {
        return new Edit(owner, method, MethodTransform.transformingCode((builder, element) -> {
            if (element instanceof InvokeInstruction call && call.name().equalsString(called)
                    && call.owner().asInternalName().equals(calledOwner.replace('.', '/'))) {
                instead.accept(builder);
            } else {
                builder.with(element);
            }
        }));
    }

    boolean changes(MethodModel candidate) {
        return candidate.methodName().equalsString(method);
    }
}
