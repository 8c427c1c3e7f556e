{#- Who a provider of the feeds is, and where they worked when, as far as is known today. -#}
{{ known_versions(
    ref('stg_feeds__providers'),
    key='provider_id',
    others=['first_name', 'last_name', 'specialty_code'],
    place=['facility_name', 'address', 'city', 'state_code', 'zipcode'],
    place_date='start_date',
) }}
