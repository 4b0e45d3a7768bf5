package io.molt.benchmarks.sidebyside;

import io.molt.benchmarks.workload.Payload;
import io.molt.benchmarks.workload.RestTable;
import io.molt.benchmarks.workload.Route;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * One kind of work, over and over.
 *
 * @param calls the requests, in turn
 * @param connections how many at a time
 * @param payload bytes that each request moves, if those are what matters; else 0
 */
record Endpoint(String name, List<Call> calls, int connections, int payload) {
  static final String PLAINTEXT = "plaintext";
  static final String JSON = "json";
  static final String USER = "users/42";
  static final String ECHO = "echo";
  static final String CHAIN = "chain/json";
  static final String REST = "rest-table";
  static final String REST_ONE = "rest-one";
  static final String CROWD = "plaintext-1024";
  static final String DOWNLOAD = "download";
  static final String UPLOAD = "upload";

  private static final int USUAL = 64;
  private static final int MANY = 1024;
  private static final int MANY_TAKES = 3;
  private static final int FEW = 8;
  private static final long SEED = 42;
  private static final String PERSON = "{\"name\":\"Ada Lovelace\",\"age\":36}";

  /** Returns all of them, in the order of the report. */
  static List<Endpoint> all() {
    return List.of(
        one(PLAINTEXT, Call.get("/plaintext"), USUAL, 0),
        one(JSON, Call.get("/json"), USUAL, 0),
        one(USER, Call.get("/users/42"), USUAL, 0),
        one(ECHO, new Call("POST", "/echo", PERSON), USUAL, 0),
        one(CHAIN, Call.get("/chain/json"), USUAL, 0),
        new Endpoint(REST, restCalls(), USUAL, 0),
        new Endpoint(REST_ONE, restOne(), USUAL, 0),
        one(CROWD, Call.get("/plaintext"), MANY, 0),
        one(DOWNLOAD, Call.get("/download"), FEW, Payload.BYTES),
        one(UPLOAD, new Call("POST", "/upload", "x".repeat(Payload.BYTES)), FEW, Payload.BYTES));
  }

  /** Returns how long a turn takes: longer with many connections, for making them is not what is to be measured. */
  int seconds(int usual) {
    return connections > USUAL ? MANY_TAKES * usual : usual;
  }

  /** Tells whether it is bytes that count, not requests. */
  boolean isStream() {
    return payload > 0;
  }

  /** Returns how many bytes of payload were moved by so many requests, with so many bytes of responses. */
  long bytesMoved(long requests, long received) {
    return calls.get(0).hasContent() ? requests * payload : received;
  }

  /** The same over and over, sent as those of the table are: what the client is busy with has an influence on the server. */
  private static List<Call> restOne() {
    return Collections.nCopies(RestTable.routes().size(), Call.get("/users/42"));
  }

  private static Endpoint one(String name, Call call, int connections, int payload) {
    return new Endpoint(name, List.of(call), connections, payload);
  }

  /** Out of order, for neighbours in the table have most of their way through a router in common. */
  private static List<Call> restCalls() {
    List<Call> calls = new ArrayList<>();
    for (Route route : RestTable.routes()) {
      calls.add(new Call(route.method(), route.target(), ""));
    }
    Collections.shuffle(calls, new Random(SEED));
    return List.copyOf(calls);
  }
}
