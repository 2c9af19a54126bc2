//! The back matter: the questionnaire, and the register of evidence.

use super::props::Props;
use super::schema::{Citation, Hash, Id, Resource, Rlink};
use super::text::{Line, Prose};
use super::{Export, uri};
use crate::assessment::Place;
use crate::report::EvidenceRow;

impl Export<'_> {
    /// The UUID of the resource that stands for the assessment plan.
    pub(super) fn questionnaire_id(&self) -> Id {
        self.ids.of("questionnaire", "")
    }

    /// The questionnaire, then the evidence.
    pub(super) fn resources(&self) -> Vec<Resource> {
        let evidence = self.report.evidence.iter().map(|row| self.evidence(row));
        std::iter::once(self.questionnaire())
            .chain(evidence)
            .collect()
    }

    fn questionnaire(&self) -> Resource {
        let q = &self.report.questionnaire;
        let cited = [&q.attribution, &q.license]
            .into_iter()
            .map(|t| t.trim())
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        // The source may be a sentence; only an address is a link.
        let address = Some(&q.source).filter(|s| Place::of(s) == Place::Link);
        let rlinks = address.and_then(|s| uri::reference(s)).map(|href| Rlink {
            media_type: uri::media_type(&q.source),
            href,
            hashes: Vec::new(),
        });
        Resource {
            uuid: self.questionnaire_id(),
            title: Line::new(
                &format!("{} {} ({})", q.id, q.title, q.version),
                "Questionnaire",
            ),
            description: Prose::new(&q.specification),
            props: Props::default()
                .oscal("type", "questionnaire")
                .put("control-id", &q.id)
                .put("domain", &q.domain)
                .put("catalogue", &q.version)
                .put("digest", &q.digest)
                .put("answered-digest", &q.answered_digest)
                .put("text-differs", if q.text_differs { "yes" } else { "no" })
                .put("attribution", &q.attribution)
                .put("license", &q.license)
                .put("source", &q.source)
                .done(),
            citation: (!cited.is_empty()).then(|| Citation {
                text: Line::new(&cited, "Questionnaire"),
            }),
            rlinks: rlinks.into_iter().collect(),
            remarks: None,
        }
    }

    fn evidence(&self, row: &EvidenceRow) -> Resource {
        let record = &row.record;
        let hash = is_sha256(&record.sha256).then(|| Hash {
            algorithm: "SHA-256",
            value: record.sha256.to_ascii_lowercase(),
        });
        let href = uri::reference(&record.href);
        // Where there is no link to hang them on, nothing is lost.
        let differs = href.as_ref() != Some(&record.href);
        let unlinked = hash.is_none() || href.is_none();
        let used: Vec<String> = row
            .used_by
            .iter()
            .map(|(role, item)| format!("{role} {item}"))
            .collect();
        Resource {
            uuid: self.ids.of("evidence", row.id.as_str()),
            title: Line::new(record.name(), "Evidence"),
            description: None,
            props: Props::default()
                .oscal("type", "evidence")
                .put("evidence-id", row.id.as_str())
                .put("state", row.state.as_str())
                .put("href", if differs { &record.href } else { "" })
                .put("sha256", if unlinked { &record.sha256 } else { "" })
                .put(
                    "size",
                    &record.size.map_or(String::new(), |n| n.to_string()),
                )
                .day("collected-on", record.collected_on)
                .put("collected-by", &record.collected_by)
                .day("viewed-on", record.viewed_on)
                .put("viewed-by", &record.viewed_by)
                .day("period-from", record.period_from)
                .day("period-to", record.period_to)
                .day("expires-on", record.expires_on)
                .put("expired", if row.expired { "yes" } else { "no" })
                .put("used-by", &used.join(", "))
                .done(),
            citation: None,
            rlinks: href
                .map(|href| Rlink {
                    media_type: uri::media_type(&record.href),
                    href,
                    hashes: hash.into_iter().collect(),
                })
                .into_iter()
                .collect(),
            remarks: None,
        }
    }
}

/// Whether a text is the hex of a SHA-256: OSCAL takes nothing else for one.
fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}
