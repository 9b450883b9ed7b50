package org.postern.admin.internal.resources;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import org.postern.admin.AdminResource;
import org.postern.admin.Audited;
import org.postern.admin.Call;
import org.postern.admin.ListQuery;
import org.postern.admin.Listing;
import org.postern.admin.MergePatch;
import org.postern.admin.RequiresScope;
import org.postern.admin.internal.Backends;
import org.postern.directory.Alias;
import org.postern.directory.DirectoryException;

/** Groups of people under one address. */
@Path("/groups")
@Produces(MediaType.APPLICATION_JSON)
public final class GroupsResource implements AdminResource {
  private final MailingLists lists;

  public GroupsResource(Backends backends) {
    this.lists = new MailingLists(backends, Alias.Kind.GROUP);
  }

  @GET
  @RequiresScope("groups:read")
  public Listing<AliasView> list(
      @BeanParam ListQuery query,
      @QueryParam("domain") String domain,
      @Context SecurityContext security)
      throws DirectoryException {
    return lists.list(query, domain, Call.of(security));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RequiresScope("groups:write")
  @Audited("group.add")
  public Response add(AliasView.New body, @Context UriInfo uri, @Context SecurityContext security)
      throws DirectoryException {
    return lists.add(body, uri, Call.of(security));
  }

  @GET
  @Path("/{id}")
  @RequiresScope("groups:read")
  public Response get(
      @PathParam("id") String id, @Context Request request, @Context SecurityContext security) {
    return lists.get(id, request, Call.of(security));
  }

  @PATCH
  @Path("/{id}")
  @Consumes(MergePatch.TYPE)
  @RequiresScope("groups:write")
  @Audited("group.change")
  public Response change(
      @PathParam("id") String id,
      MergePatch patch,
      @Context HttpHeaders headers,
      @Context Request request,
      @Context SecurityContext security)
      throws DirectoryException {
    return lists.change(id, patch, headers, request, Call.of(security));
  }

  @DELETE
  @Path("/{id}")
  @RequiresScope("groups:write")
  @Audited("group.remove")
  public Response remove(
      @PathParam("id") String id,
      @Context HttpHeaders headers,
      @Context Request request,
      @Context SecurityContext security)
      throws DirectoryException {
    return lists.remove(id, headers, request, Call.of(security));
  }

  @GET
  @Path("/{id}/members")
  @RequiresScope("groups:read")
  public Listing<AliasView.Member> members(
      @PathParam("id") String id, @BeanParam ListQuery query, @Context SecurityContext security) {
    return lists.members(id, query, Call.of(security));
  }

  @PUT
  @Path("/{id}/members/{address}")
  @RequiresScope("groups:write")
  @Audited("group.member.add")
  public Response addMember(
      @PathParam("id") String id,
      @PathParam("address") String address,
      @Context SecurityContext security)
      throws DirectoryException {
    return lists.member(id, address, true, Call.of(security));
  }

  @DELETE
  @Path("/{id}/members/{address}")
  @RequiresScope("groups:write")
  @Audited("group.member.remove")
  public Response removeMember(
      @PathParam("id") String id,
      @PathParam("address") String address,
      @Context SecurityContext security)
      throws DirectoryException {
    return lists.member(id, address, false, Call.of(security));
  }
}
