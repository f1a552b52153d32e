//! A certificate authority of its own, as an Enterprise server may have.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;

/// What the server shows, and whom a client must trust to believe it.
pub(super) struct Identity {
    /// The authority's certificate, PEM.
    pub(super) authority: String,
    pub(super) server: Arc<ServerConfig>,
}

impl Identity {
    /// Another one each time.
    pub(super) fn new() -> Self {
        let key = || KeyPair::generate().expect("a key can be made");
        let mut params = CertificateParams::new(Vec::new()).expect("no names are fine");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_key = key();
        let authority = params.self_signed(&authority_key).expect("an authority signs itself").pem();
        let issuer = Issuer::new(params, authority_key);
        let server_key = key();
        let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("an address is a name");
        let certificate = params.signed_by(&server_key, &issuer).expect("an authority signs");
        let server_key = PrivateKeyDer::try_from(server_key.serialize_der()).expect("a key is a key");
        let server = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring knows the usual versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], server_key)
            .expect("key and certificate belong together");
        Self { authority, server: Arc::new(server) }
    }
}
