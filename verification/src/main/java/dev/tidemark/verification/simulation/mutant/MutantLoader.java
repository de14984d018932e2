package dev.tidemark.verification.simulation.mutant;

import dev.tidemark.core.failure.Invariants;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.util.List;

/** Loads Tidemark anew, with edits in it; everything else comes from the parent. Confined to one thread: that of the simulation. */
final class MutantLoader extends ClassLoader {

    private static final String OURS = "dev.tidemark.";

    private final List<Edit> edits;

    MutantLoader(ClassLoader parent, List<Edit> edits) {
        super(parent);
        this.edits = List.copyOf(edits);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        Class<?> known = findLoadedClass(name);
        return known != null ? known : define(name);
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes = read(name);
        List<Edit> mine = edits.stream().filter(edit -> edit.owner().equals(name)).toList();
        for (Edit edit : mine) {
            bytes = changed(bytes, edit);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] read(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static byte[] changed(byte[] bytes, Edit edit) {
        ClassFile file = ClassFile.of();
        ClassModel model = file.parse(bytes);
        boolean there = model.methods().stream().anyMatch(edit::changes);
        Invariants.check(there, "%s has no method %s any more: the mutant has to follow", edit.owner(), edit.method());
        return file.transformClass(model, (builder, element) -> {
            if (element instanceof MethodModel method && edit.changes(method)) {
                builder.transformMethod(method, edit.change());
            } else {
                builder.with(element);
            }
        });
    }
}
