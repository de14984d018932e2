package dev.tidemark.verification.scale;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that opens many connections, asks one question on each, keeps all of them open until a byte arrives on standard input, asks each again
 * and ends with status 0. Prints {@code all answered} after the first round.
 */
final class IdleConnections {

    private static final short API_VERSIONS = 18;

    private IdleConnections() {}

    public static void main(String[] arguments) throws IOException {
        int colon = arguments[0].lastIndexOf(':');
        InetSocketAddress broker = new InetSocketAddress(InetAddress.getByName(arguments[0].substring(0, colon)),
                Integer.parseInt(arguments[0].substring(colon + 1)));
        List<SocketChannel> connections = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            SocketChannel connection = SocketChannel.open(broker);
            ask(connection, i);
            connections.add(connection);
        }
        System.out.println("all answered");
        if (System.in.read() < 0) {
            System.exit(2);
        }
        for (int i = 0; i < connections.size(); i++) {
            ask(connections.get(i), i);
        }
        for (SocketChannel connection : connections) {
            connection.close();
        }
    }

    /** ApiVersions in version 0, whose request has no body; the answer must bear the request's number. */
    private static void ask(SocketChannel connection, int number) throws IOException {
        ByteBuffer request = ByteBuffer.allocate(14);
        request.putInt(10).putShort(API_VERSIONS).putShort((short) 0).putInt(number).putShort((short) -1).flip();
        while (request.hasRemaining()) {
            connection.write(request);
        }
        ByteBuffer size = read(connection, Integer.BYTES);
        ByteBuffer answer = read(connection, size.getInt());
        if (answer.getInt() != number) {
            throw new IOException("connection " + number + " got somebody else's answer");
        }
    }

    private static ByteBuffer read(SocketChannel connection, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining()) {
            if (connection.read(buffer) < 0) {
                throw new IOException("the broker closed a connection");
            }
        }
        return buffer.flip();
    }
}
