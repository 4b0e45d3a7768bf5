package io.molt.benchmarks.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The routes of a shop: nested resources, literals beside parameters, several methods on most paths. Where two patterns
 * match the same path, the literal one comes first, as is the advice for routers that take the first match.
 */
public final class RestTable {
  /** What every path of the table begins with. */
  public static final String PREFIX = "/api";

  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

  private static final int FIRST_NUMBER = 1000;

  private static final String SHOP = """
      GET /status
      GET,PUT /settings
      GET,POST /products
      GET /products/search
      POST /products/import
      GET,PUT,PATCH,DELETE /products/{product}
      POST /products/{product}/publication
      DELETE /products/{product}/publication
      GET,POST /products/{product}/images
      GET,PUT,DELETE /products/{product}/images/{image}
      GET,POST /products/{product}/variants
      GET,PATCH,DELETE /products/{product}/variants/{variant}
      GET,PUT /products/{product}/variants/{variant}/price
      GET /products/{product}/variants/{variant}/stock
      PUT /products/{product}/variants/{variant}/stock/{warehouse}
      GET,POST /products/{product}/reviews
      GET,PATCH,DELETE /products/{product}/reviews/{review}
      POST /products/{product}/reviews/{review}/votes
      GET /products/{product}/translations
      GET,PUT,DELETE /products/{product}/translations/{language}
      GET /products/{product}/related
      PUT,DELETE /products/{product}/related/{other}
      GET,POST /categories
      GET /categories/tree
      GET,PUT,DELETE /categories/{category}
      GET /categories/{category}/products
      PUT,DELETE /categories/{category}/products/{product}
      GET,PUT /categories/{category}/filters
      GET,POST /brands
      GET,PUT,DELETE /brands/{brand}
      GET /brands/{brand}/products
      GET,POST /suppliers
      GET,PUT,DELETE /suppliers/{supplier}
      GET,POST /suppliers/{supplier}/contracts
      GET,DELETE /suppliers/{supplier}/contracts/{contract}
      GET,POST /suppliers/{supplier}/deliveries
      GET,PATCH /suppliers/{supplier}/deliveries/{delivery}
      GET,POST /warehouses
      GET,PUT,DELETE /warehouses/{warehouse}
      GET /warehouses/{warehouse}/stock
      GET,PATCH /warehouses/{warehouse}/stock/{product}
      GET,POST /warehouses/{warehouse}/shelves
      GET,PUT,DELETE /warehouses/{warehouse}/shelves/{shelf}
      GET,POST /warehouses/{warehouse}/counts
      GET,PUT /warehouses/{warehouse}/counts/{count}
      POST /carts
      GET,DELETE /carts/{cart}
      GET,POST /carts/{cart}/items
      PUT,DELETE /carts/{cart}/items/{item}
      PUT,DELETE /carts/{cart}/vouchers/{voucher}
      GET /carts/{cart}/shipping
      POST /carts/{cart}/checkout
      GET,POST /customers
      GET /customers/search
      GET /customers/me
      GET,PUT,PATCH,DELETE /customers/{customer}
      GET,POST /customers/{customer}/addresses
      GET,PUT,DELETE /customers/{customer}/addresses/{address}
      GET,POST /customers/{customer}/cards
      GET,DELETE /customers/{customer}/cards/{card}
      GET /customers/{customer}/orders
      GET,POST /customers/{customer}/wishlists
      GET,PUT,DELETE /customers/{customer}/wishlists/{wishlist}
      PUT,DELETE /customers/{customer}/wishlists/{wishlist}/products/{product}
      GET,PUT /customers/{customer}/preferences
      GET,POST /customers/{customer}/notes
      DELETE /customers/{customer}/notes/{note}
      GET,POST /orders
      GET /orders/export
      GET,PATCH /orders/{order}
      POST /orders/{order}/cancellation
      GET /orders/{order}/history
      GET /orders/{order}/items
      GET,PATCH /orders/{order}/items/{item}
      GET,POST /orders/{order}/payments
      GET /orders/{order}/payments/{payment}
      POST /orders/{order}/payments/{payment}/capture
      GET,POST /orders/{order}/payments/{payment}/refunds
      GET /orders/{order}/payments/{payment}/refunds/{refund}
      GET,POST /orders/{order}/shipments
      GET,PATCH /orders/{order}/shipments/{shipment}
      GET /orders/{order}/shipments/{shipment}/tracking
      GET,POST /orders/{order}/shipments/{shipment}/parcels
      GET /orders/{order}/shipments/{shipment}/parcels/{parcel}/label
      GET,POST /orders/{order}/returns
      GET,PATCH /orders/{order}/returns/{return}
      GET /orders/{order}/invoices
      GET /orders/{order}/invoices/{invoice}
      GET,POST /vouchers
      GET,PUT,DELETE /vouchers/{voucher}
      GET,POST /campaigns
      GET,PUT,DELETE /campaigns/{campaign}
      GET,PUT /campaigns/{campaign}/audience
      GET,POST /users
      GET,PUT,DELETE /users/{user}
      GET,POST /users/{user}/tokens
      DELETE /users/{user}/tokens/{token}
      PUT,DELETE /users/{user}/roles/{role}
      GET,POST /webhooks
      GET,PUT,DELETE /webhooks/{webhook}
      GET /webhooks/{webhook}/calls
      POST /webhooks/{webhook}/calls/{call}/repetition
      GET,POST /tickets
      GET,PATCH /tickets/{ticket}
      POST /tickets/{ticket}/assignment
      GET,POST /tickets/{ticket}/messages
      GET /tickets/{ticket}/messages/{message}
      GET,POST /tickets/{ticket}/attachments
      GET,DELETE /tickets/{ticket}/attachments/{attachment}
      GET /reports
      GET /reports/stock
      GET /reports/sales/{year}/{month}
      """;

  private RestTable() {}

  /** Returns all routes, in the order in which to add them. */
  public static List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    SHOP.lines().forEach(line -> add(line, routes));
    return List.copyOf(routes);
  }

  private static void add(String line, List<Route> routes) {
    String[] parts = line.split(" ");
    for (String method : parts[0].split(",")) {
      routes.add(route(method, PREFIX + parts[1], routes.size()));
    }
  }

  private static Route route(String method, String pattern, int number) {
    String parameter = "";
    String id = Route.NO_ID;
    StringBuilder target = new StringBuilder();
    Matcher parameters = PARAMETER.matcher(pattern);
    while (parameters.find()) {
      parameter = parameters.group(1);
      id = sample(parameter, number);
      parameters.appendReplacement(target, id);
    }
    parameters.appendTail(target);
    return new Route(method, pattern, parameter, target.toString(), id);
  }

  /** Returns what no other parameter of the table stands for, so that a wrong one is seen. */
  private static String sample(String parameter, int number) {
    return parameter + "-" + (FIRST_NUMBER + number);
  }
}
